import type { EngineTimes } from '../bench-options';

/**
 * Design document section 7, the middle of each range: what the models themselves may take. A voice
 * model makes audio four times as fast as it is heard.
 */
const BUDGET: Readonly<Record<string, string>> = {
  VOXRAIL_SYNTHETIC_ASR_FINAL_MS: '75',
  VOXRAIL_SYNTHETIC_ASR_RUNNING_MS: '75',
  VOXRAIL_SYNTHETIC_LLM_FIRST_TOKEN_MS: '175',
  VOXRAIL_SYNTHETIC_LLM_TOKENS_PER_SECOND: '60',
  VOXRAIL_SYNTHETIC_TTS_FIRST_AUDIO_MS: '125',
  VOXRAIL_SYNTHETIC_TTS_SPEED: '4',
};

/** Settings of model-server's synthetic engines. */
export function engineTimesEnv(times: EngineTimes): Readonly<Record<string, string>> {
  switch (times) {
    case 'none':
      return {};
    case 'budget':
      return BUDGET;
  }
}
