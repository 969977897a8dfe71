import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import { RecentEvents } from './recent-events';

describe('RecentEvents', () => {
  it('notices the tenth within a minute', () => {
    const clock = new VirtualClock();
    const recent = new RecentEvents(clock, 10, 60_000);
    const noticed = Array.from({ length: 10 }, () => {
      clock.advance(6_000);
      return recent.note();
    });
    expect(noticed).toEqual([...Array<boolean>(9).fill(false), true]);
  });

  it('does not notice ten that are spread over more than a minute', () => {
    const clock = new VirtualClock();
    const recent = new RecentEvents(clock, 10, 60_000);
    for (let count = 0; count < 100; count += 1) {
      clock.advance(6_700);
      expect(recent.note()).toBe(false);
    }
  });

  it('agrees with counting them one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 400 }), { maxLength: 100 }), (pausesMs) => {
        const clock = new VirtualClock();
        const recent = new RecentEvents(clock, 5, 1_000);
        const notedMs: number[] = [];
        for (const pauseMs of pausesMs) {
          clock.advance(pauseMs);
          notedMs.push(clock.nowMs());
          const within = notedMs.filter((atMs) => clock.nowMs() - atMs < 1_000);
          expect(recent.note()).toBe(within.length >= 5);
        }
      }),
    );
  });
});
