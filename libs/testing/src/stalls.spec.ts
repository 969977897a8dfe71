import { AwakeClock } from './awake-clock';
import { Stopwatch } from './stopwatch';
import { until } from './until';

/** Keeps this process from running anything else, as a machine does that stands still. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a machine that stands still', () => {
  it('adds nothing to what a stopwatch measures', async () => {
    const stopwatch = Stopwatch.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    stall(300);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const measuredMs = stopwatch.stop();
    expect(measuredMs).toBeGreaterThan(40);
    expect(measuredMs).toBeLessThan(250);
  });

  it('lets a timer of an awake clock wait as much longer', async () => {
    const clock = new AwakeClock();
    let ranAtMs = Number.NaN;
    clock.schedule(150, () => (ranAtMs = clock.nowMs()));
    stall(200);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ranAtMs).toBeNaN();
    await until(() => !Number.isNaN(ranAtMs), 1_000, 'the timer');
    expect(ranAtMs).toBeGreaterThanOrEqual(150);
    clock.stop();
  });

  it('takes nothing from the time in which something has to come true', async () => {
    let looks = 0;
    const awaited = until(() => {
      looks += 1;
      if (looks === 2) stall(200);
      return looks > 3;
    }, 150);
    await expect(awaited).resolves.toBe(true);
  });

  it('does not keep a condition from failing that never comes true', async () => {
    await expect(until(() => false, 20, 'a miracle')).rejects.toThrow('a miracle did not');
  });
});
