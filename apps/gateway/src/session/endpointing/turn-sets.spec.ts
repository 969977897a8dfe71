import type { TurnSet } from '@voxrail/speech';
import { DEVELOPMENT_TURNS, HELD_OUT_TURNS, readPausedTurns } from '@voxrail/speech';

import { judgeEndOfTurn } from './end-of-turn';

function isUnfinished(text: string): boolean {
  return judgeEndOfTurn(text).kind === 'unfinished';
}

/** What is judged as it is: pauses that are held open, and ends at which nothing is held. */
function judgedRight({ paused, complete }: TurnSet): { pauses: number; ends: number } {
  const turns = readPausedTurns(paused);
  const beforePauses = turns.flatMap(({ parts }) =>
    parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(' ')),
  );
  const whole = [...turns.map(({ parts }) => parts.join(' ')), ...complete];
  return {
    pauses: beforePauses.filter(isUnfinished).length,
    ends: whole.filter((text) => !isUnfinished(text)).length,
  };
}

/**
 * Floors, so that a change that makes the check worse is seen. The rest are pauses after a sentence that
 * could be over ("the dog got out, and…"), and letters and digits of which nobody knows how many come.
 */
describe('the end-of-turn check over whole sets of turns', () => {
  it('is as good as it was on the turns it was made with', () => {
    const { pauses, ends } = judgedRight(DEVELOPMENT_TURNS);
    expect(pauses).toBeGreaterThanOrEqual(58);
    expect(ends).toBeGreaterThanOrEqual(125);
  });

  it('is as good as it was on the turns that were held out', () => {
    const { pauses, ends } = judgedRight(HELD_OUT_TURNS);
    expect(pauses).toBeGreaterThanOrEqual(49);
    expect(ends).toBeGreaterThanOrEqual(128);
  });
});
