import { InferenceClient, int32Tensor, readInt32 } from '@voxrail/inference';
import { until } from '@voxrail/testing';

import { modelsReady, startFixtureServer } from './testing/fixture-process';
import type { FixtureProcess } from './testing/fixture-process';

const OPTIONS = { deadlineMs: 10_000 };

/** Dies as it is asked to. */
const MORTAL = 'slow_to_come_back';

let server: FixtureProcess;
let client: InferenceClient;

beforeAll(async () => {
  server = await startFixtureServer(
    [MORTAL, 'slow', 'accumulator', 'broken'],
    [MORTAL, 'slow', 'accumulator'],
  );
  client = new InferenceClient({ address: server.address });
});

afterAll(async () => {
  client.close();
  await server.stop();
});

async function requestsSoFar(): Promise<number | undefined> {
  return readInt32(await client.infer({ model: MORTAL, inputs: [] }, OPTIONS), 'REQUESTS')[0];
}

function fail(how: string) {
  return client.infer({ model: MORTAL, inputs: [], parameters: { fail: how } }, OPTIONS);
}

async function add(id: string, start: boolean, end = false) {
  const sequence = { id, start, end };
  const inputs = [int32Tensor('VALUE', [1])];
  const result = await client.infer({ model: 'accumulator', inputs, sequence }, OPTIONS);
  const first = (name: string): number => readInt32(result, name)[0] ?? Number.NaN;
  return { sum: first('SUM'), held: first('HELD'), thread: first('THREAD') };
}

describe('a model whose thread dies', () => {
  it.each(['uncaught', 'exit'])(
    '(%s) fails its request, disturbs no other, and comes back',
    async (how) => {
      await modelsReady(server.address, [MORTAL]);
      const other = client.infer(
        { model: 'slow', inputs: [int32Tensor('DELAY_MS', [150])] },
        OPTIONS,
      );
      await expect(fail(how)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      expect(await client.modelReady(MORTAL)).toBe(false);
      expect(await client.modelReady('slow')).toBe(true);
      await expect(requestsSoFar()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await expect(other).resolves.toMatchObject({ model: 'slow' });
      await modelsReady(server.address, [MORTAL]);
      expect(await requestsSoFar()).toBe(1);
    },
  );

  it('is no other than one that fails a request: that goes on with its memory', async () => {
    const before = await requestsSoFar();
    await expect(fail('refuse')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(fail('throw')).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await requestsSoFar()).toBe((before ?? Number.NaN) + 3);
  });
});

describe('a model that cannot be loaded', () => {
  it('is not ready, says why, and takes the server’s readiness but no other model’s', async () => {
    expect(await client.modelReady('broken')).toBe(false);
    expect(await client.serverReady()).toBe(false);
    expect(await client.repositoryIndex()).toContainEqual({
      name: 'broken',
      version: '1',
      state: 'UNAVAILABLE',
      reason: 'libnothing.so.1 is missing: apt-get install libnothing1',
    });
    await expect(client.infer({ model: 'broken', inputs: [] }, OPTIONS)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(await client.modelReady('slow')).toBe(true);
  });
});

describe('sequences', () => {
  it('stay in one thread each and share the threads evenly', async () => {
    const threads: number[] = [];
    for (const id of ['a', 'b', 'c', 'd']) threads.push((await add(id, true)).thread);
    expect(new Set(threads).size).toBe(2);
    expect(threads.filter((thread) => thread === threads[0])).toHaveLength(2);
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
      expect(await add(id, false, true)).toMatchObject({ sum: 2, thread: threads[index] });
    }
  });

  it('are freed in the engine when they were idle for too long', async () => {
    const { thread } = await add('forgotten', true);
    const heldThere = async () => {
      const next = await add('next', true, true);
      return next.thread === thread ? next.held : undefined;
    };
    await until(async () => (await heldThere()) === 0, 10_000, 'the thread to hold nothing');
  });
});

describe('the end of the server', () => {
  it('lets running requests finish and closes all threads', async () => {
    const ending = await startFixtureServer(['counter', 'accumulator']);
    const own = new InferenceClient({ address: ending.address });
    const counted: (number | undefined)[] = [];
    const running = new Promise<void>((resolve, reject) => {
      const stream = own.openStream({
        onResponse: (response) => {
          if (!response.final) counted.push(readInt32(response, 'INDEX')[0]);
        },
        onError: reject,
        onEnd: resolve,
      });
      const inputs = [int32Tensor('COUNT', [3]), int32Tensor('INTERVAL_MS', [150])];
      stream.send({ model: 'counter', inputs });
    });
    await until(() => counted.length > 0, 10_000, 'the request to run');
    const exitCode = ending.stop();
    await running;
    expect(counted).toEqual([0, 1, 2]);
    expect(await exitCode).toBe(0);
    own.close();
  });
});
