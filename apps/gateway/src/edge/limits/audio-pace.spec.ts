import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import { AudioPace } from './audio-pace';

const BYTES_PER_SECOND = 32_000;
const MOST_BYTES = 3 * BYTES_PER_SECOND;

describe('AudioPace', () => {
  it.each([10, 20, 40, 100])('takes messages of %d ms at 1.5 times real time for ever', (ms) => {
    const clock = new VirtualClock();
    const pace = new AudioPace(clock, 1.5);
    for (let sent = 0; sent < 2_000; sent += 1) {
      clock.advance(ms / 1.5);
      expect(pace.take((ms * BYTES_PER_SECOND) / 1_000)).toBe(true);
    }
  });

  it('takes three seconds of audio at once, and no more before two seconds have passed', () => {
    const clock = new VirtualClock();
    const pace = new AudioPace(clock, 1.5);
    expect(pace.take(MOST_BYTES)).toBe(true);
    expect(pace.take(2)).toBe(false);
    clock.advance(1_999);
    expect(pace.take(2)).toBe(false);
    clock.advance(1);
    expect(pace.take(2)).toBe(true);
  });

  it('takes no more messages than 10 ms of audio each would be, however small', () => {
    const pace = new AudioPace(new VirtualClock(), 1.5);
    const taken = Array.from({ length: 400 }, () => pace.take(2)).filter(Boolean);
    expect(taken).toHaveLength(300);
  });

  it('agrees with adding up what was taken in the last two seconds', () => {
    const message = fc.tuple(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 32_768 }));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 200 }), (messages) => {
        const clock = new VirtualClock();
        const pace = new AudioPace(clock, 1.5);
        const taken: { atMs: number; bytes: number }[] = [];
        for (const [pauseMs, bytes] of messages) {
          clock.advance(pauseMs);
          const recent = taken.filter(({ atMs }) => atMs > clock.nowMs() - 2_000);
          const sum = recent.reduce((total, entry) => total + entry.bytes, 0);
          const expected = sum + bytes <= MOST_BYTES && recent.length < 300;
          expect(pace.take(bytes)).toBe(expected);
          if (expected) taken.push({ atMs: clock.nowMs(), bytes });
        }
      }),
    );
  });
});
