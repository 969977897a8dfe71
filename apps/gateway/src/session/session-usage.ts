import type { SessionUsage } from '@voxrail/contracts';

export const NO_USAGE: SessionUsage = {
  input_tokens: 0,
  output_tokens: 0,
  speculative_tokens: 0,
  audio_ms: 0,
};

export function addUsage(one: SessionUsage, other: SessionUsage): SessionUsage {
  return {
    input_tokens: one.input_tokens + other.input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    speculative_tokens: one.speculative_tokens + other.speculative_tokens,
    audio_ms: one.audio_ms + other.audio_ms,
  };
}
