import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import { AudioPace } from './audio-pace';

const BYTES_PER_MS = 32;
const MOST_BYTES = 3_000 * BYTES_PER_MS;

describe('AudioPace', () => {
  it.each([10, 20, 40, 100])('takes messages of %d ms at 1.5 times real time for ever', (ms) => {
    const clock = new VirtualClock();
    const pace = new AudioPace(clock, 1.5);
    for (let sent = 0; sent < 2_000; sent += 1) {
      clock.advance(ms / 1.5);
      expect(pace.take(ms * BYTES_PER_MS)).toBe(true);
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

  /** What is taken of a microphone's messages of 20 ms, of which the network holds back those of `stallMs`. */
  function takenOf(stallMs: number): { readonly sent: number; readonly taken: number } {
    const clock = new VirtualClock();
    const pace = new AudioPace(clock, 1.5);
    let [sent, taken] = [0, 0];
    const send = (): void => {
      sent += 1;
      if (pace.take(20 * BYTES_PER_MS)) taken += 1;
    };
    const speak = (forMs: number): void => {
      for (let spokenMs = 0; spokenMs < forMs; spokenMs += 20) {
        clock.advance(20);
        send();
      }
    };
    speak(4_000);
    clock.advance(stallMs);
    for (let heldBackMs = 0; heldBackMs < stallMs; heldBackMs += 20) send();
    speak(4_000);
    return { sent, taken };
  }

  it.each([500, 1_500, 3_000, 5_000])(
    'takes all that a network held back for %d ms, at once',
    (stallMs) => {
      const { sent, taken } = takenOf(stallMs);
      expect(taken).toBe(sent);
    },
  );

  it('takes no minute that was held back', () => {
    const { sent, taken } = takenOf(60_000);
    expect(sent - taken).toBeGreaterThan((60_000 - 5_000 - 3_000) / 20 - 1);
  });

  it('takes no more in any time than what real time gives and 8 s, and at length 1.5 times of it', () => {
    const message = fc.tuple(fc.nat({ max: 3_000 }), fc.integer({ min: 1, max: 1_000 }));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 300 }), (messages) => {
        const clock = new VirtualClock();
        const pace = new AudioPace(clock, 1.5);
        const taken: { atMs: number; ms: number }[] = [];
        for (const [pauseMs, ms] of messages) {
          clock.advance(pauseMs);
          if (pace.take(ms * BYTES_PER_MS)) taken.push({ atMs: clock.nowMs(), ms });
        }
        taken.forEach(({ atMs: fromMs }, first) => {
          let sumMs = 0;
          for (const { atMs, ms } of taken.slice(first)) {
            sumMs += ms;
            expect(sumMs).toBeLessThanOrEqual(8_000 + 1.5 * (atMs - fromMs));
          }
        });
      }),
    );
  });

  it('agrees with adding up what was taken in the last two seconds and since the beginning', () => {
    const message = fc.tuple(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 32_768 }));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 200 }), (messages) => {
        const clock = new VirtualClock();
        const pace = new AudioPace(clock, 1.5);
        const taken: { atMs: number; bytes: number }[] = [];
        let heldBack = 0;
        for (const [pauseMs, bytes] of messages) {
          clock.advance(pauseMs);
          heldBack = Math.min(heldBack + pauseMs * BYTES_PER_MS, 5_000 * BYTES_PER_MS);
          const cost = Math.max(bytes, 10 * BYTES_PER_MS);
          const recent = taken.filter(({ atMs }) => atMs > clock.nowMs() - 2_000);
          const sum = recent.reduce((total, entry) => total + entry.bytes, 0);
          const isLate = cost <= heldBack;
          const expected = isLate || (sum + bytes <= MOST_BYTES && recent.length < 300);
          expect(pace.take(bytes)).toBe(expected);
          if (!expected) continue;
          heldBack = Math.max(heldBack - cost, -MOST_BYTES);
          if (!isLate) taken.push({ atMs: clock.nowMs(), bytes });
        }
      }),
    );
  });
});
