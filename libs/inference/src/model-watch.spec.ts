import { VirtualClock } from '@voxrail/clock';

import type { ModelTensors } from './model-tensors';
import { ModelWatch } from './model-watch';
import type { ModelDescription } from './server-description';

const tensors: ModelTensors = {
  inputs: [{ name: 'TEXT', datatype: 'BYTES', shape: [1] }],
  outputs: [],
};

class Server {
  public answer: boolean | 'unreachable' = true;
  public datatype = 'BYTES';
  public looks = 0;

  public modelReady(): Promise<boolean> {
    const { answer } = this;
    if (answer === 'unreachable') return Promise.reject(new Error('unreachable'));
    return Promise.resolve(answer);
  }

  public modelMetadata(name: string): Promise<ModelDescription> {
    this.looks += 1;
    const inputs = [{ name: 'TEXT', datatype: this.datatype, shape: [1] }];
    return Promise.resolve({ name, versions: ['1'], platform: 'test', inputs, outputs: [] });
  }
}

describe('ModelWatch', () => {
  const clock = new VirtualClock();
  const problems: string[] = [];
  const onUnfit = (problem: string): void => {
    problems.push(problem);
  };

  it('is ready once every model is, and not any more when a server stops to answer', async () => {
    const [first, second] = [new Server(), new Server()];
    second.answer = false;
    const watch = new ModelWatch(
      [
        { client: first, model: 'a', tensors },
        { client: second, model: 'b', tensors },
      ],
      clock,
      onUnfit,
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
    const models = [{ client: server, model: 'a', tensors, warmUp }];
    const watch = new ModelWatch(models, clock, onUnfit);
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

  it('does not count a model of other tensors, and looks again ever more rarely for one that fits', async () => {
    const server = new Server();
    server.datatype = 'INT32';
    const models = [{ client: server, model: 'a', tensors }];
    const watch = new ModelWatch(models, clock, onUnfit);
    watch.start();
    await clock.advanceAsync(60_000, 100);
    expect(watch.ready).toBe(false);
    // After 0, 1, 3, 7, 15 and 31 s, each at the next poll.
    expect(server.looks).toBe(6);
    expect(problems).toEqual(['model a: input TEXT is INT32 [1]; expected BYTES [1]']);
    server.datatype = 'BYTES';
    await clock.advanceAsync(30_000, 100);
    expect(watch.ready).toBe(true);
    watch.stop();
  });

  it('asks nobody any more once it is stopped', async () => {
    const models = [{ client: new Server(), model: 'a', tensors }];
    const watch = new ModelWatch(models, clock, onUnfit);
    watch.start();
    await clock.advanceAsync(10, 5);
    watch.stop();
    expect(watch.ready).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });
});
