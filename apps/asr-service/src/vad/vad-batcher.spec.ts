import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import type { AudioWindow } from '../stream/audio-window';
import { WINDOW_SAMPLES } from '../stream/audio-window';
import type { VadBatch, VadBatchResult } from './vad-batch';
import { CONTEXT_SAMPLES, INPUT_SAMPLES, STATE_SIZE } from './vad-batch';
import { VadBatcher } from './vad-batcher';
import type { VadChannel } from './vad-channel';

/**
 * A model whose answers show what it was given: the probability is the window's first sample, and the
 * state counts the windows that the session has been through.
 */
function answer(batch: VadBatch): VadBatchResult {
  const probabilities = Float32Array.from(
    { length: batch.size },
    (_, row) => batch.input[row * INPUT_SAMPLES + CONTEXT_SAMPLES] ?? 0,
  );
  return { probabilities, state: batch.state.map((value) => value + 1) };
}

class Model {
  public readonly batches: VadBatch[] = [];
  private readonly waiting: { batch: VadBatch; resolve: (r: VadBatchResult) => void }[] = [];
  private failures = 0;

  /** @param held answers only when `release` is called. */
  public constructor(private readonly held = false) {}

  public failNext(calls: number): void {
    this.failures = calls;
  }

  public release(): void {
    const call = this.waiting.shift();
    call?.resolve(answer(call.batch));
  }

  public readonly judge = (batch: VadBatch): Promise<VadBatchResult> => {
    this.batches.push(batch);
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new Error('no model'));
    }
    if (!this.held) return Promise.resolve(answer(batch));
    return new Promise((resolve) => this.waiting.push({ batch, resolve }));
  };
}

const FULL_SCALE = 32_768;

function windowAt(index: number, firstSample = index): AudioWindow {
  const samples = new Int16Array(WINDOW_SAMPLES).fill(firstSample);
  return { startSample: index * WINDOW_SAMPLES, samples };
}

interface Heard {
  readonly channel: VadChannel;
  /** First samples of the judged windows, in order; -1 for a skipped one, 'mark' for a mark. */
  readonly log: (number | string)[];
}

function listen(batcher: VadBatcher): Heard {
  const log: (number | string)[] = [];
  const channel = batcher.open({
    onProbability: (_window, probability) => log.push(Math.round(probability * FULL_SCALE)),
    onSkipped: () => log.push(-1),
    onOutage: () => log.push('outage'),
  });
  return { channel, log };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

describe('VadBatcher', () => {
  it('judges what arrived together in one call for all sessions', async () => {
    const model = new Model();
    const batcher = new VadBatcher(model.judge, new VirtualClock());
    const sessions = [1, 2, 3].map(() => listen(batcher));
    sessions.forEach(({ channel }, i) => {
      channel.push(windowAt(0, i + 1), 0);
    });
    await settled();
    expect(model.batches.map((batch) => batch.size)).toEqual([3]);
    expect(sessions.map(({ log }) => log)).toEqual([[1], [2], [3]]);
  });

  it('has one call under way at a time, and puts what arrives meanwhile into the next', async () => {
    const model = new Model(true);
    const clock = new VirtualClock();
    const batcher = new VadBatcher(model.judge, clock);
    const [a, b] = [listen(batcher), listen(batcher)];
    a.channel.push(windowAt(0, 1), 0);
    await settled();
    a.channel.push(windowAt(1, 2), 0);
    b.channel.push(windowAt(0, 3), 0);
    await settled();
    expect(model.batches).toHaveLength(1);
    model.release();
    await settled();
    expect(model.batches.map((batch) => batch.size)).toEqual([1, 2]);
  });

  it('lets sessions share calls, and lets nobody wait who is alone or behind', async () => {
    const model = new Model();
    const clock = new VirtualClock();
    const batcher = new VadBatcher(model.judge, clock);
    const [a, b, c] = [listen(batcher), listen(batcher), listen(batcher)];
    a.channel.push(windowAt(0), 0);
    await settled();
    expect(model.batches).toHaveLength(1);
    await clock.advanceAsync(3);
    b.channel.push(windowAt(0), 3);
    await clock.advanceAsync(3);
    c.channel.push(windowAt(0), 6);
    await settled();
    expect(model.batches).toHaveLength(1);
    await clock.advanceAsync(2);
    await settled();
    expect(model.batches.map((batch) => batch.size)).toEqual([1, 2]);
    a.channel.push(windowAt(1), 8);
    a.channel.push(windowAt(2), 8);
    await settled();
    expect(model.batches.map((batch) => batch.size)).toEqual([1, 2, 1, 1]);
    await clock.advanceAsync(32);
    a.channel.push(windowAt(3), 40);
    await settled();
    expect(model.batches).toHaveLength(5);
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives each window the last 64 samples before it and the state after it', async () => {
    const model = new Model();
    const { channel } = listen(new VadBatcher(model.judge, new VirtualClock()));
    for (let i = 0; i < 3; i++) channel.push(windowAt(i, i + 1), 0);
    await settled();
    const contexts = model.batches.map((batch) => (batch.input[0] ?? 0) * FULL_SCALE);
    expect(contexts).toEqual([0, 1, 2]);
    expect(model.batches.map((batch) => batch.state[0])).toEqual([0, 1, 2]);
  });

  it('keeps the states of sessions apart, with the batch as the middle dimension', async () => {
    const model = new Model();
    const clock = new VirtualClock();
    const batcher = new VadBatcher(model.judge, clock);
    const [a, b] = [listen(batcher), listen(batcher)];
    a.channel.push(windowAt(0), 0);
    await settled();
    a.channel.push(windowAt(1), 0);
    b.channel.push(windowAt(0), 0);
    await clock.advanceAsync(10);
    const state = model.batches.at(-1)?.state;
    const cells = [0, 1, 2, 3].map((row) => state?.[row * STATE_SIZE]);
    expect(cells).toEqual([1, 0, 1, 0]);
  });

  it('forgets context and state together, also while a call is under way', async () => {
    const model = new Model(true);
    const clock = new VirtualClock();
    const { channel, log } = listen(new VadBatcher(model.judge, clock));
    channel.push(windowAt(0, 7), 0);
    await settled();
    model.release();
    await clock.advanceAsync(32);
    channel.push(windowAt(1, 8), 0);
    await settled();
    channel.forget();
    model.release();
    await settled();
    expect(model.batches).toHaveLength(3);
    expect(model.batches[2]?.input[0]).toBe(0);
    expect(model.batches[2]?.state[0]).toBe(0);
    model.release();
    await settled();
    expect(log).toEqual([7, 8]);
  });

  it('judges every window of every session once and in order, whenever they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.constantFrom('push', 'mark', 'wait')), { maxLength: 60 }),
        async (steps) => {
          const model = new Model();
          const clock = new VirtualClock();
          const batcher = new VadBatcher(model.judge, clock);
          const sessions = [0, 1, 2, 3].map(() => ({
            ...listen(batcher),
            expected: [] as string[],
          }));
          for (const [index, step] of steps) {
            const session = sessions[index];
            if (session === undefined) throw new Error('no such session');
            const serial = session.expected.length + 1;
            if (step === 'wait') {
              await Promise.resolve();
            } else if (step === 'push') {
              session.expected.push(String(serial));
              session.channel.push(windowAt(serial, serial), 0);
            } else {
              session.expected.push(`mark ${serial}`);
              session.channel.mark(() => session.log.push(`mark ${serial}`));
            }
          }
          await clock.advanceAsync(200, 10);
          for (const { log, expected } of sessions) expect(log.map(String)).toEqual(expected);
        },
      ),
    );
  });

  it('tries again when the model fails, and loses nothing', async () => {
    const model = new Model();
    const clock = new VirtualClock();
    const { channel, log } = listen(new VadBatcher(model.judge, clock));
    model.failNext(5);
    for (let i = 1; i <= 3; i++) channel.push(windowAt(i, i), 0);
    await clock.advanceAsync(1_000, 50);
    expect(log).toEqual([1, 2, 3]);
  });

  it('reports once that the model does not answer, before any audio is lost', async () => {
    const model = new Model();
    const clock = new VirtualClock();
    const { channel, log } = listen(new VadBatcher(model.judge, clock));
    model.failNext(Number.POSITIVE_INFINITY);
    channel.push(windowAt(0, 1), 0);
    await clock.advanceAsync(4_400, 50);
    expect(log).toEqual([]);
    await clock.advanceAsync(500, 50);
    expect(log).toEqual(['outage']);
    model.failNext(0);
    await clock.advanceAsync(200, 50);
    expect(log).toEqual(['outage', 1]);
  });

  it('skips windows that have waited five seconds, oldest first, and passes the marks between', async () => {
    const model = new Model();
    const clock = new VirtualClock();
    const { channel, log } = listen(new VadBatcher(model.judge, clock));
    model.failNext(Number.POSITIVE_INFINITY);
    channel.push(windowAt(1, 1), clock.nowMs());
    channel.mark(() => log.push('mark'));
    await clock.advanceAsync(3_000, 50);
    channel.push(windowAt(2, 2), clock.nowMs());
    await clock.advanceAsync(2_500, 50);
    expect(log).toEqual(['outage', -1, 'mark']);
    model.failNext(0);
    await clock.advanceAsync(200, 50);
    expect(log.at(-1)).toBe(2);
  });

  it('gives a burst of audio the time it needs to be judged', async () => {
    const clock = new VirtualClock();
    const slow = async (batch: VadBatch): Promise<VadBatchResult> => {
      await new Promise<void>((resolve) => clock.schedule(7, resolve));
      return answer(batch);
    };
    const { channel, log } = listen(new VadBatcher(slow, clock));
    const windows = 40_000 / 32;
    for (let i = 0; i < windows; i++) channel.push(windowAt(i, 1), 0);
    for (let i = 0; log.length < windows; i++) {
      await clock.advanceAsync(32);
      channel.push(windowAt(windows + i, 1), clock.nowMs());
    }
    expect(log).not.toContain(-1);
  });

  it('does not let a probability that is no number into the state', async () => {
    const broken = { probabilities: Float32Array.of(Number.NaN) };
    const states: number[] = [];
    const batcher = new VadBatcher((batch) => {
      states.push(batch.state[0] ?? -1);
      return Promise.resolve({ ...broken, state: new Float32Array(2 * STATE_SIZE).fill(9) });
    }, new VirtualClock());
    const { channel, log } = listen(batcher);
    channel.push(windowAt(0), 0);
    channel.push(windowAt(1), 0);
    await settled();
    expect(log).toEqual([0, 0]);
    expect(states).toEqual([0, 0]);
  });

  it('tells a closed session nothing and keeps no timer once it is closed', async () => {
    const model = new Model();
    const clock = new VirtualClock();
    const batcher = new VadBatcher(model.judge, clock);
    const { channel, log } = listen(batcher);
    model.failNext(1);
    channel.push(windowAt(0), 0);
    await settled();
    expect(clock.pendingTimers).toBe(1);
    channel.close();
    batcher.close();
    await clock.advanceAsync(10_000, 100);
    expect(log).toEqual([]);
    expect(batcher.openChannels).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
