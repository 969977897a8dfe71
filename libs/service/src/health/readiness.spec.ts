import { VirtualClock } from '@voxrail/clock';

import { Readiness } from './readiness';

const NEVER = new Promise<boolean>(() => undefined);

describe('readiness', () => {
  it('waits for each check that does not pass', async () => {
    const readiness = new Readiness(new VirtualClock());
    let connected = false;
    readiness.add({ name: 'nats', check: () => connected });
    readiness.add({ name: 'models', check: async () => Promise.resolve(true) });
    expect(await readiness.report()).toEqual({ ready: false, waiting_for: ['nats'] });
    connected = true;
    expect(await readiness.report()).toEqual({ ready: true, waiting_for: [] });
  });

  it('takes a check that throws, rejects or hangs as failed, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const readiness = new Readiness(clock);
    readiness.add({ name: 'hangs', check: async () => NEVER });
    readiness.add({ name: 'rejects', check: async () => Promise.reject(new Error('down')) });
    readiness.add({
      name: 'throws',
      check: () => {
        throw new Error('defect');
      },
    });
    const report = readiness.report();
    await clock.advanceAsync(500, 100);
    expect(await report).toEqual({ ready: false, waiting_for: ['hangs', 'rejects', 'throws'] });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends for good when the service begins to end', async () => {
    const readiness = new Readiness(new VirtualClock());
    readiness.stop();
    expect(await readiness.report()).toEqual({ ready: false, waiting_for: ['shutdown'] });
  });
});
