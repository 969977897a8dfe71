import { scheduleAwake } from './awake-wait';
import { VirtualClock } from './virtual-clock';

function waiting(delayMs: number) {
  const clock = new VirtualClock();
  const calledAtMs: number[] = [];
  const timer = scheduleAwake(clock, delayMs, () => calledAtMs.push(clock.nowMs()));
  return { clock, calledAtMs, timer };
}

describe('a wait of a process that stands still meanwhile', () => {
  it.each([0, 1, 250, 333, 10_000])('of %d ms is just as long where it does not', (delayMs) => {
    const { clock, calledAtMs } = waiting(delayMs);
    clock.advance(20_000);
    expect(calledAtMs).toEqual([delayMs]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is as much longer', () => {
    const { clock, calledAtMs } = waiting(500);
    clock.advance(90);
    clock.stall(480);
    clock.advance(0);
    expect(calledAtMs).toEqual([]);
    clock.advance(200);
    expect(calledAtMs).toEqual([]);
    clock.advance(500);
    expect(calledAtMs).toEqual([970]);
  });

  it('ends where that was too long for anybody to wait, once what came meanwhile could be read', () => {
    const { clock, calledAtMs } = waiting(500);
    clock.stall(60_000);
    clock.advance(0);
    expect(calledAtMs).toEqual([]);
    clock.advance(2_000);
    expect(calledAtMs).toEqual([60_001]);
  });

  it('does not end once it was cancelled by what came meanwhile', () => {
    const { clock, calledAtMs, timer } = waiting(500);
    clock.stall(60_000);
    clock.advance(0);
    timer.cancel();
    clock.advance(2_000);
    expect(calledAtMs).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not end once it was cancelled, also in a later step', () => {
    const { clock, calledAtMs, timer } = waiting(500);
    clock.advance(250);
    timer.cancel();
    clock.advance(1_000);
    expect(calledAtMs).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});
