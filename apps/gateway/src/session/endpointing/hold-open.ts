import type { SessionConfig } from '@voxrail/contracts';

import { holdMs, judgeEndOfTurn } from './end-of-turn';

/** How long a turn with this text is held open once silence has lasted: 0 unless its words say that more will come. */
export function holdOpenMs(config: SessionConfig, text: string): number {
  const { mode, semantic, idle_ms } = config.turn_detection;
  // The rules are English.
  if (mode !== 'auto' || !semantic || !/^en\b/iu.test(config.language)) return 0;
  return holdMs(judgeEndOfTurn(text), idle_ms);
}
