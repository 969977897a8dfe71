import type { PausedTurn } from '@voxrail/speech';

/** A pause inside a turn, and what had been heard when it began. */
export interface HeardPause {
  readonly text: string;
  readonly pauseMs: number;
}

/** A turn as the end-of-turn check meets it. */
export interface HeardTurn {
  readonly pauses: readonly HeardPause[];
  /** What had been heard when the turn was over. */
  readonly text: string;
}

/** The turn as it was meant: a recognizer without a mistake. */
export function heardAsMeant(turn: PausedTurn): HeardTurn {
  return {
    pauses: turn.pausesMs.map((pauseMs, index) => ({
      text: turn.parts.slice(0, index + 1).join(' '),
      pauseMs,
    })),
    text: turn.parts.join(' '),
  };
}
