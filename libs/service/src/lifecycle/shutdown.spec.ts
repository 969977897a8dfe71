import { VirtualClock } from '@voxrail/clock';
import { createLogger } from '@voxrail/observability';

import { Shutdown } from './shutdown';

const NEVER = new Promise<void>(() => undefined);

function setUp(): {
  clock: VirtualClock;
  log: { msg: string; phase?: string }[];
  shutdown: (...phases: ConstructorParameters<typeof Shutdown>[2]) => Shutdown;
} {
  const clock = new VirtualClock();
  const log: { msg: string; phase?: string }[] = [];
  const destination = {
    write: (line: string) => log.push(JSON.parse(line) as { msg: string; phase?: string }),
  };
  const logger = createLogger('gateway', { level: 'info', destination });
  return { clock, log, shutdown: (...phases) => new Shutdown(clock, logger, phases) };
}

describe('a shutdown', () => {
  it('runs its phases one after another', async () => {
    const { clock, shutdown } = setUp();
    const ran: string[] = [];
    const phase = (name: string): ConstructorParameters<typeof Shutdown>[2][number] => ({
      name,
      deadlineMs: 100,
      run: async () => {
        ran.push(`${name} begins`);
        await Promise.resolve();
        ran.push(`${name} ends`);
      },
    });
    await shutdown(phase('drain'), phase('close')).run();
    expect(ran).toEqual(['drain begins', 'drain ends', 'close begins', 'close ends']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves a phase that hangs at its deadline, and says which', async () => {
    const { clock, log, shutdown } = setUp();
    let closed = false;
    const run = shutdown(
      { name: 'drain', deadlineMs: 2_000, run: async () => NEVER },
      { name: 'close', deadlineMs: 1_000, run: () => void (closed = true) },
    ).run();
    await clock.advanceAsync(1_900, 100);
    expect(closed).toBe(false);
    await clock.advanceAsync(100, 100);
    await run;
    expect(closed).toBe(true);
    expect(log).toMatchObject([{ msg: 'a shutdown phase overran its time', phase: 'drain' }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on after a phase that fails', async () => {
    const { log, shutdown } = setUp();
    let closed = false;
    await shutdown(
      {
        name: 'drain',
        deadlineMs: 100,
        run: () => {
          throw new Error('defect');
        },
      },
      { name: 'close', deadlineMs: 100, run: () => void (closed = true) },
    ).run();
    expect(closed).toBe(true);
    expect(log).toMatchObject([{ msg: 'a shutdown phase failed', phase: 'drain' }]);
  });

  it('happens once, however often it is asked for', async () => {
    const { shutdown } = setUp();
    let runs = 0;
    const ending = shutdown({ name: 'drain', deadlineMs: 100, run: () => void (runs += 1) });
    expect(ending.begun).toBe(false);
    await Promise.all([ending.run(), ending.run()]);
    await ending.run();
    expect([runs, ending.begun]).toEqual([1, true]);
  });
});
