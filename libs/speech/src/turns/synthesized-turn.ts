import type { FliteVoice } from '../synthesized';
import { synthesize } from '../synthesized';
import type { SpokenTurn } from './joined-speech';
import { joinSpeech } from './joined-speech';
import type { PausedTurn } from './paused-turn';

/** Lets a flite voice speak the parts of a turn, and keeps silent between them as long as it says. */
export async function synthesizeTurn(turn: PausedTurn, voice: FliteVoice): Promise<SpokenTurn> {
  const parts = await Promise.all(turn.parts.map((part) => synthesize(part, voice)));
  return joinSpeech(parts, turn.pausesMs);
}
