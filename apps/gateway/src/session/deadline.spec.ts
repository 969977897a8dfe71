import { VirtualClock } from '@voxrail/clock';

import { Deadline } from './deadline';

function armed(durationMs: number) {
  const clock = new VirtualClock();
  const expiredAtMs: number[] = [];
  const deadline = new Deadline(clock, () => expiredAtMs.push(clock.nowMs()));
  deadline.arm(durationMs);
  return { clock, deadline, expiredAtMs };
}

describe('Deadline', () => {
  it('expires once, when its time has passed', () => {
    const { clock, expiredAtMs } = armed(250);
    clock.advance(1_000);
    expect(expiredAtMs).toEqual([250]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is pushed back by as much as it was extended, and ends with being cleared', () => {
    const { clock, deadline, expiredAtMs } = armed(250);
    clock.advance(200);
    deadline.extend();
    clock.advance(200);
    expect(expiredAtMs).toEqual([]);
    deadline.clear();
    clock.advance(1_000);
    expect(expiredAtMs).toEqual([]);
  });

  it('waits as much longer as the process stood still: what it waits for could not come', () => {
    const { clock, expiredAtMs } = armed(250);
    clock.advance(40);
    clock.stall(400);
    clock.advance(190);
    expect(expiredAtMs).toEqual([]);
    clock.advance(100);
    expect(expiredAtMs).toHaveLength(1);
  });
});
