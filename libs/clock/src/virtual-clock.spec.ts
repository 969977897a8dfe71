import { VirtualClock } from './virtual-clock';

describe('VirtualClock', () => {
  it('runs callbacks in order of their time, not of their scheduling', () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.schedule(20, () => ran.push('late'));
    clock.schedule(10, () => ran.push('early'));
    clock.advance(30);
    expect(ran).toEqual(['early', 'late']);
  });

  it('shows a callback the time at which it fell due', () => {
    const clock = new VirtualClock();
    let seenMs = -1;
    clock.schedule(15, () => (seenMs = clock.nowMs()));
    clock.advance(100);
    expect(seenMs).toBe(15);
  });

  it('runs what a callback schedules within the same advance', () => {
    const clock = new VirtualClock();
    let ran = 0;
    clock.schedule(10, () => clock.schedule(10, () => (ran += 1)));
    clock.advance(20);
    expect(ran).toBe(1);
  });

  it('does not run a cancelled callback and counts no timer for it', () => {
    const clock = new VirtualClock();
    const timer = clock.schedule(10, () => {
      throw new Error('must not run');
    });
    timer.cancel();
    clock.advance(50);
    expect(clock.pendingTimers).toBe(0);
  });
});
