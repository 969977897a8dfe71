import { VirtualClock } from '@voxrail/clock';

import { ModelWatch } from './model-watch';

class Server {
  public answer: boolean | 'unreachable' = true;

  public modelReady(): Promise<boolean> {
    const { answer } = this;
    if (answer === 'unreachable') return Promise.reject(new Error('unreachable'));
    return Promise.resolve(answer);
  }
}

describe('ModelWatch', () => {
  const clock = new VirtualClock();

  it('is ready once every model is, and not any more when a server stops to answer', async () => {
    const [first, second] = [new Server(), new Server()];
    second.answer = false;
    const watch = new ModelWatch(
      [
        { client: first, model: 'a' },
        { client: second, model: 'b' },
      ],
      clock,
    );
    watch.start();
    await clock.advanceAsync(10, 5);
    expect(watch.ready).toBe(false);
    second.answer = true;
    await clock.advanceAsync(600, 100);
    expect(watch.ready).toBe(true);
    first.answer = 'unreachable';
    await clock.advanceAsync(600, 100);
    expect(watch.ready).toBe(false);
    watch.stop();
  });

  it('warms a model up each time it comes back, and counts it as absent while that fails', async () => {
    const server = new Server();
    const warmUps: string[] = [];
    let cold = true;
    const warmUp = (): Promise<void> => {
      warmUps.push(cold ? 'failed' : 'done');
      return cold ? Promise.reject(new Error('cold')) : Promise.resolve();
    };
    const watch = new ModelWatch([{ client: server, model: 'a', warmUp }], clock);
    watch.start();
    await clock.advanceAsync(10, 5);
    expect(watch.ready).toBe(false);
    cold = false;
    await clock.advanceAsync(1_200, 100);
    expect(watch.ready).toBe(true);
    server.answer = false;
    await clock.advanceAsync(600, 100);
    server.answer = true;
    await clock.advanceAsync(600, 100);
    expect(watch.ready).toBe(true);
    expect(warmUps).toEqual(['failed', 'done', 'done']);
    watch.stop();
  });

  it('asks nobody any more once it is stopped', async () => {
    const watch = new ModelWatch([{ client: new Server(), model: 'a' }], clock);
    watch.start();
    await clock.advanceAsync(10, 5);
    watch.stop();
    expect(watch.ready).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });
});
