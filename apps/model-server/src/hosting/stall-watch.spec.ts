import { VirtualClock } from '@voxrail/clock';

import { StallWatch } from './stall-watch';

const LIMIT_MS = 1000;

function setUp(): { clock: VirtualClock; watch: StallWatch; stalls: number[] } {
  const clock = new VirtualClock();
  const stalls: number[] = [];
  const watch = new StallWatch(clock, LIMIT_MS, () => stalls.push(clock.nowMs()));
  return { clock, watch, stalls };
}

describe('StallWatch', () => {
  it('notices work without a sign of life within twice the limit', () => {
    const { clock, watch, stalls } = setUp();
    watch.sign();
    clock.advance(LIMIT_MS / 2);
    watch.sign();
    clock.advance(2 * LIMIT_MS);
    expect(stalls).toEqual([2 * LIMIT_MS]);
  });

  it('is content as long as signs come', () => {
    const { clock, watch, stalls } = setUp();
    for (let count = 0; count < 50; count += 1) {
      watch.sign();
      clock.advance(LIMIT_MS - 1);
    }
    expect(stalls).toEqual([]);
  });

  it('does not watch, nor keep a timer, when there is nothing to do', () => {
    const { clock, watch, stalls } = setUp();
    watch.sign();
    watch.rest();
    expect(clock.pendingTimers).toBe(0);
    clock.advance(10 * LIMIT_MS);
    expect(stalls).toEqual([]);
  });
});
