import { DEVELOPMENT_TURNS } from './development-turns';
import { HELD_OUT_TURNS } from './held-out-turns';
import { readPausedTurns } from './paused-turn';

describe('readPausedTurns', () => {
  it('has a pause between each two parts', () => {
    expect(readPausedTurns(['the code is one | two | three'])).toEqual([
      { parts: ['the code is one', 'two', 'three'], pausesMs: [466, 333] },
    ]);
  });

  it('spreads the lengths evenly over 250 to 600 ms', () => {
    const lines = Array.from({ length: 100 }, () => 'one | two');
    const lengths = readPausedTurns(lines).flatMap(({ pausesMs }) => pausesMs);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(250);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(600);
    for (const from of [250, 320, 390, 460, 530]) {
      const within = lengths.filter((ms) => ms >= from && ms < from + 70);
      expect(within.length).toBeGreaterThanOrEqual(18);
      expect(within.length).toBeLessThanOrEqual(22);
    }
  });
});

describe('the sets of turns', () => {
  it('have no turn in common, and none twice', () => {
    const all = [DEVELOPMENT_TURNS, HELD_OUT_TURNS].flatMap((set) => [
      ...set.paused,
      ...set.complete,
    ]);
    expect(new Set(all).size).toBe(all.length);
  });
});
