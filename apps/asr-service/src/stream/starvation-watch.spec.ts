import { VirtualClock } from '@voxrail/clock';

import { StarvationWatch } from './starvation-watch';

function watched(limitMs: number) {
  const clock = new VirtualClock();
  const watch = new StarvationWatch(clock);
  const starvedAtMs: number[] = [];
  watch.watch(limitMs, () => starvedAtMs.push(clock.nowMs()));
  return { clock, watch, starvedAtMs };
}

describe('StarvationWatch', () => {
  it('tells once when nothing has come for the limit', () => {
    const { clock, starvedAtMs } = watched(500);
    clock.advance(2_000);
    expect(starvedAtMs).toEqual([500]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('counts from the last frame, with one timer however many frames come', () => {
    const { clock, watch, starvedAtMs } = watched(500);
    for (let i = 0; i < 100; i++) {
      clock.advance(20);
      watch.frameArrived();
      expect(clock.pendingTimers).toBe(1);
    }
    clock.advance(2_000);
    expect(starvedAtMs).toEqual([2_500]);
  });

  it('does not count what was before it began to watch', () => {
    const { clock, watch, starvedAtMs } = watched(500);
    clock.advance(400);
    watch.watch(500, () => starvedAtMs.push(clock.nowMs()));
    clock.advance(400);
    expect(starvedAtMs).toEqual([]);
    clock.advance(100);
    expect(starvedAtMs).toEqual([900]);
  });

  it('does not count the time in which the process stood still', () => {
    const { clock, watch, starvedAtMs } = watched(500);
    clock.advance(40);
    watch.frameArrived();
    clock.stall(490);
    clock.advance(30);
    watch.frameArrived();
    clock.advance(490);
    expect(starvedAtMs).toEqual([]);
    clock.advance(1_000);
    expect(starvedAtMs).toHaveLength(1);
  });

  it('reads first what came while the process stood still, however long that was', () => {
    const { clock, watch, starvedAtMs } = watched(500);
    clock.stall(30_000);
    clock.advance(0);
    watch.frameArrived();
    clock.advance(400);
    expect(starvedAtMs).toEqual([]);
    clock.advance(2_000);
    expect(starvedAtMs).toHaveLength(1);
  });

  it('tells nothing once it is stopped', () => {
    const { clock, watch, starvedAtMs } = watched(500);
    watch.stop();
    clock.advance(2_000);
    expect(starvedAtMs).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});
