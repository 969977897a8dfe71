import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import { TokenBucket } from './token-bucket';

const RULE = { perSecond: 20, burst: 40 };

/** Rounding of the many small amounts that a bucket is filled by. */
const ROUNDING = 1e-6;

describe('TokenBucket', () => {
  it('gives its burst at once and then its rate', () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket(clock, RULE);
    for (let count = 0; count < 40; count += 1) expect(bucket.take()).toBe(true);
    expect(bucket.take()).toBe(false);
    clock.advance(50);
    expect(bucket.take()).toBe(true);
    expect(bucket.take()).toBe(false);
  });

  it('takes nothing when there is too little', () => {
    const bucket = new TokenBucket(new VirtualClock(), RULE);
    expect(bucket.take(41)).toBe(false);
    expect(bucket.take(40)).toBe(true);
  });

  it('is full again after a rest, and never more than full', () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket(clock, RULE);
    expect(bucket.isFull).toBe(true);
    expect(bucket.take(40)).toBe(true);
    clock.advance(1_999);
    expect(bucket.isFull).toBe(false);
    clock.advance(60_000);
    expect(bucket.isFull).toBe(true);
    expect(bucket.take(41)).toBe(false);
  });

  it('never gives more than burst and rate allow, in any stretch of time', () => {
    const arrivals = fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(arrivals, (pausesMs) => {
        const clock = new VirtualClock();
        const bucket = new TokenBucket(clock, RULE);
        const takenAtMs: number[] = [];
        for (const pauseMs of pausesMs) {
          clock.advance(pauseMs);
          if (bucket.take()) takenAtMs.push(clock.nowMs());
        }
        takenAtMs.forEach((startMs, first) => {
          takenAtMs.slice(first).forEach((endMs, count) => {
            const allowed = RULE.burst + ((endMs - startMs) * RULE.perSecond) / 1_000;
            expect(count + 1).toBeLessThanOrEqual(allowed + ROUNDING);
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('never refuses who keeps to the rate', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 50, max: 500 }), { maxLength: 300 }), (pausesMs) => {
        const clock = new VirtualClock();
        const bucket = new TokenBucket(clock, RULE);
        for (const pauseMs of pausesMs) {
          clock.advance(pauseMs);
          expect(bucket.take()).toBe(true);
        }
      }),
    );
  });
});
