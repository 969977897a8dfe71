import { SystemClock } from '@voxrail/clock';
import {
  InferenceClient,
  bytesTensor,
  fp32Tensor,
  int32Tensor,
  readBytes,
  readFp32,
  readInt32,
} from '@voxrail/inference';
import type { InferStream, InferStreamResult, InferenceError } from '@voxrail/inference';

import { startFixtureServer } from '../hosting/testing/fixture-process';
import type { FixtureProcess } from '../hosting/testing/fixture-process';

const DEADLINE_MS = 10_000;

let server: FixtureProcess;
let client: InferenceClient;

beforeAll(async () => {
  server = await startFixtureServer(['echo', 'slow', 'counter', 'accumulator']);
  client = new InferenceClient({ address: server.address });
});

afterAll(async () => {
  client.close();
  await server.stop();
});

interface StreamStory {
  readonly stream: InferStream;
  readonly responses: InferStreamResult[];
  /** Resolves with what ended the stream. */
  readonly ended: Promise<InferenceError | 'end'>;
  /** Resolves at the first response. */
  readonly begun: Promise<void>;
}

function open(from = client, deadlineMs?: number): StreamStory {
  const responses: InferStreamResult[] = [];
  let end: (how: InferenceError | 'end') => void;
  let begin: () => void;
  const ended = new Promise<InferenceError | 'end'>((resolve) => {
    end = resolve;
  });
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const stream = from.openStream({
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    onResponse: (response) => {
      responses.push(response);
      begin();
    },
    onError: (error) => {
      end(error);
    },
    onEnd: () => {
      end('end');
    },
  });
  return { stream, responses, ended, begun };
}

function counting(count: number, intervalMs: number) {
  return {
    model: 'counter',
    inputs: [int32Tensor('COUNT', [count]), int32Tensor('INTERVAL_MS', [intervalMs])],
  };
}

function waiting(delayMs: number) {
  return { model: 'slow', inputs: [int32Tensor('DELAY_MS', [delayMs])] };
}

function echoing(value: number) {
  return { model: 'echo', inputs: [fp32Tensor('NUMBERS', [value]), bytesTensor('TEXTS', [''])] };
}

describe('InferenceClient.infer', () => {
  it('sends tensors and reads the answer', async () => {
    const result = await client.infer(
      {
        model: 'echo',
        inputs: [fp32Tensor('NUMBERS', [0.25, -8]), bytesTensor('TEXTS', ['hello', ''])],
      },
      { deadlineMs: DEADLINE_MS },
    );
    expect([...readFp32(result, 'NUMBERS_OUT')]).toEqual([0.25, -8]);
    expect(readBytes(result, 'TEXTS_OUT')).toEqual(['hello', '']);
  });

  it('takes answers over the four megabytes that gRPC allows by default', async () => {
    const values = new Float32Array(2_000_000).fill(0.5);
    const result = await client.infer(
      { model: 'echo', inputs: [fp32Tensor('NUMBERS', values)] },
      { deadlineMs: DEADLINE_MS },
    );
    expect(readFp32(result, 'NUMBERS_OUT')).toHaveLength(values.length);
  });

  it('carries a sequence', async () => {
    const add = async (
      value: number,
      start: boolean,
      end: boolean,
    ): Promise<number | undefined> => {
      const result = await client.infer(
        {
          model: 'accumulator',
          inputs: [int32Tensor('VALUE', [value])],
          sequence: { id: 's', start, end },
        },
        { deadlineMs: DEADLINE_MS },
      );
      return readInt32(result, 'SUM')[0];
    };
    expect([await add(1, true, false), await add(2, false, true)]).toEqual([1, 3]);
  });

  it('rejects with DEADLINE_EXCEEDED when the answer does not come in time', async () => {
    await expect(client.infer(waiting(2000), { deadlineMs: 30 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
  });

  it('rejects with CANCELLED when its signal aborts, before or during the call', async () => {
    const abort = new AbortController();
    const call = client.infer(waiting(2000), { deadlineMs: DEADLINE_MS, signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED', retryable: false });
    await expect(
      client.infer(waiting(0), { deadlineMs: DEADLINE_MS, signal: abort.signal }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('rejects with a retryable UNAVAILABLE when nobody listens', async () => {
    const alone = new InferenceClient({ address: '127.0.0.1:1' });
    await expect(alone.serverReady()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
    });
    alone.close();
  });
});

describe('InferenceClient.openStream', () => {
  it('gives the responses in order, the final one last, and then ends', async () => {
    const { stream, responses, ended } = open();
    stream.send({ ...counting(3, 0), id: 'mine' });
    expect(await ended).toBe('end');
    expect(responses.map((response) => [response.id, response.final])).toEqual([
      ['mine', false],
      ['mine', false],
      ['mine', false],
      ['mine', true],
    ]);
    expect(responses.slice(0, 3).map((response) => readInt32(response, 'INDEX')[0])).toEqual([
      0, 1, 2,
    ]);
  });

  it('hands over the status of a failure, with its code', async () => {
    const unknown = open();
    unknown.stream.send({ model: 'nothing', inputs: [] });
    expect(await unknown.ended).toMatchObject({ code: 'NOT_FOUND', retryable: false });
    const failing = open();
    failing.stream.send({ ...counting(3, 0), parameters: { fail_after: 1 } });
    expect(await failing.ended).toMatchObject({ code: 'INTERNAL', message: 'failed as asked' });
    expect(failing.responses).toHaveLength(1);
  });

  it('stops the model when it is cancelled', async () => {
    const before = (await client.modelStatistics('counter'))[0]?.inferenceCount;
    const { stream, begun } = open();
    stream.send(counting(1_000_000, 1));
    await begun;
    stream.cancel();
    // Its four places are free again only when the engine has stopped.
    for (let place = 0; place < 4; place += 1) {
      const next = open();
      next.stream.send(counting(1, 0));
      expect(await next.ended).toBe('end');
    }
    const after = (await client.modelStatistics('counter'))[0]?.inferenceCount;
    expect(after).toBe((before ?? Number.NaN) + 4);
  });

  it('ends a stream that never sends at its deadline', async () => {
    expect(await open(client, 50).ended).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('can open many streams ahead of their requests', async () => {
    const stories = Array.from({ length: 200 }, () => open());
    const first = stories[0];
    first?.stream.send(counting(1, 0));
    expect(await first?.ended).toBe('end');
    for (const { stream } of stories) stream.cancel();
  });
});

describe('InferenceClient.openRequestStream', () => {
  it('answers many requests in a row, each with its own', async () => {
    const stream = client.openRequestStream(new SystemClock());
    const answers = await Promise.all(
      [3, 1, 2].map((value) => stream.infer(echoing(value), DEADLINE_MS)),
    );
    expect(answers.map((result) => readFp32(result, 'NUMBERS_OUT')[0])).toEqual([3, 1, 2]);
    stream.end();
  });

  it('fails with the code of the status, and can be opened anew', async () => {
    const stream = client.openRequestStream(new SystemClock());
    await expect(stream.infer({ model: 'nothing', inputs: [] }, DEADLINE_MS)).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    );
    expect(stream.open).toBe(false);
    const next = client.openRequestStream(new SystemClock());
    expect(readFp32(await next.infer(echoing(5), DEADLINE_MS), 'NUMBERS_OUT')[0]).toBe(5);
    next.end();
  });
});

describe('many cancellations', () => {
  it.each([false, true])(
    'in short order harm no other stream (with requests: %p)',
    async (withRequests) => {
      const other = open();
      for (let round = 0; round < 40; round += 1) {
        const stories = Array.from({ length: 50 }, () => open());
        await client.serverLive();
        for (const { stream } of stories) {
          if (withRequests) stream.send(waiting(5000));
          stream.cancel();
        }
      }
      other.stream.send(counting(1, 0));
      expect(await other.ended).toBe('end');
    },
  );
});

describe('a server that dies', () => {
  it('fails what is in flight with a retryable UNAVAILABLE, and what is only open as well', async () => {
    const doomed = await startFixtureServer(['slow', 'counter']);
    const own = new InferenceClient({ address: doomed.address });
    const running = open(own);
    const opened = open(own);
    running.stream.send(counting(1_000_000, 1));
    await running.begun;
    const call = own.infer(waiting(4000), { deadlineMs: DEADLINE_MS });
    process.kill(doomed.pid, 'SIGKILL');
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await running.ended).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await opened.ended).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    own.close();
  });
});
