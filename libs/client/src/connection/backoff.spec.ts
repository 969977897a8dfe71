import fc from 'fast-check';

import { reconnectDelayMs } from './backoff';

describe('reconnectDelayMs', () => {
  it('doubles up to three seconds', () => {
    expect([1, 2, 3, 4, 5, 6].map((attempt) => reconnectDelayMs(attempt, 0))).toEqual([
      200, 400, 800, 1_600, 3_000, 3_000,
    ]);
  });

  it('is by chance up to half shorter and never more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const longest = reconnectDelayMs(attempt, 0);
          expect(reconnectDelayMs(attempt, random)).toBeGreaterThanOrEqual(longest / 2);
          expect(reconnectDelayMs(attempt, random)).toBeLessThanOrEqual(longest);
        },
      ),
    );
  });
});
