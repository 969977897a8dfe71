import type { SessionConfig } from '@voxrail/contracts';

import { judgeEndOfTurn } from './end-of-turn';

/** Whether a turn with this text may end once silence has lasted, or its words say that more will come. */
export function mayBeAll(config: SessionConfig, text: string): boolean {
  const { mode, semantic } = config.turn_detection;
  // The rules are English.
  if (mode !== 'auto' || !semantic || !/^en\b/iu.test(config.language)) return true;
  return judgeEndOfTurn(text).kind === 'complete';
}
