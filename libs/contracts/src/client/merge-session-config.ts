import type { SessionConfig } from './session-config';
import type { SessionConfigDto } from './session-config.dto';

function defined<T extends object>(base: T, change: object | undefined): T {
  if (change === undefined) return base;
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(entries) };
}

/**
 * `base` with the fields that `change` names: nested groups are merged field by field, lists and
 * metadata are replaced. A partial update must not reset its neighbours.
 */
export function mergeSessionConfig(base: SessionConfig, change: SessionConfigDto): SessionConfig {
  const { turn_detection, interruption, playback, generation, limits, ...flat } = change;
  return {
    ...defined(base, flat),
    turn_detection: defined(base.turn_detection, turn_detection),
    interruption: defined(base.interruption, interruption),
    playback: defined(base.playback, playback),
    generation: defined(base.generation, generation),
    limits: defined(base.limits, limits),
  };
}
