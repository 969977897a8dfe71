import type { WireStreamInferResponse } from '@voxrail/inference';
import { int32Tensor } from '@voxrail/inference';

import { openConformanceTarget } from '../testing/conformance-target';
import type { ConformanceTarget } from '../testing/conformance-target';
import { accumulatorRequest, echoRequest } from '../testing/raw-requests';

let target: ConformanceTarget;

beforeAll(async () => {
  target = await openConformanceTarget();
});

afterAll(() => target.close());

function int32Of(message: WireStreamInferResponse | undefined): number | undefined {
  const bytes = message?.infer_response?.raw_output_contents?.[0];
  return bytes === undefined ? undefined : Buffer.from(bytes).readInt32LE(0);
}

/** Of the model: long enough that a busy machine takes no sequence for idle between two requests. */
const MAX_IDLE_MS = 2_000;

describe('sequences', () => {
  const START = { sequence_start: { bool_param: true } };
  const END = { sequence_end: { bool_param: true } };
  const id = (name: string) => ({ sequence_id: { string_param: name } });

  const add = async (
    value: number,
    parameters: Parameters<typeof accumulatorRequest>[1],
  ): Promise<number | string> => {
    const { status, response } = await target.raw.infer(accumulatorRequest(value, parameters));
    if (status.code !== 'OK') return `${status.code}: ${status.details}`;
    return Buffer.from(response?.raw_output_contents?.[0] ?? []).readInt32LE(0);
  };

  it('keep their state from START to END, under string and integer ids', async () => {
    for (const name of [id('words'), { sequence_id: { int64_param: '9223372036854775807' } }]) {
      expect(await add(1, { ...name, ...START })).toBe(1);
      expect(await add(10, name)).toBe(11);
      expect(await add(100, { ...name, ...END })).toBe(111);
    }
  });

  it('must begin with START, and have an id', async () => {
    expect(await add(1, id('unknown'))).toBe(
      "INVALID_ARGUMENT: inference request for sequence unknown to model 'accumulator' must specify the START flag on the first request of the sequence",
    );
    expect(await add(1, START)).toContain('must specify a non-zero or non-empty correlation ID');
    const zero = { sequence_id: { int64_param: 0 } };
    expect(await add(1, { ...zero, ...START })).toContain('non-zero or non-empty');
  });

  it('begin anew with another START', async () => {
    expect(await add(5, { ...id('again'), ...START })).toBe(5);
    expect(await add(7, { ...id('again'), ...START, ...END })).toBe(7);
  });

  it('are over with END: a second one is of no sequence', async () => {
    expect(await add(1, { ...id('ended'), ...START, ...END })).toBe(1);
    expect(await add(1, { ...id('ended'), ...END })).toContain('must specify the START flag');
  });

  it('are two under a number and under its digits', async () => {
    const number = { sequence_id: { int64_param: 7 } };
    expect(await add(1, { ...number, ...START })).toBe(1);
    expect(await add(1, id('7'))).toContain('must specify the START flag');
    expect(await add(1, { ...number, ...END })).toBe(2);
  });

  it('have ids of up to 128 characters', async () => {
    expect(await add(1, { ...id('x'.repeat(128)), ...START, ...END })).toBe(1);
    expect(await add(1, { ...id('x'.repeat(129)), ...START, ...END })).toBe(
      'UNIMPLEMENTED: string correlation ID cannot be longer than 128 characters',
    );
  });

  it('are told by words on a stream, which goes on', async () => {
    const { messages, status } = await target.raw.converseInTurn(
      [
        accumulatorRequest(1, id('lost')),
        accumulatorRequest(3, { ...id('found'), ...START, ...END }),
      ],
      { triton_grpc_error: 'true' },
    );
    expect(messages[0]?.error_message).toContain('must specify the START flag');
    expect(int32Of(messages[1])).toBe(3);
    expect(status.code).toBe('OK');
  });

  it('mean nothing to a model without a sequence batcher', async () => {
    const { status } = await target.raw.infer(echoRequest([1], { parameters: id('any') }));
    expect(status.code).toBe('OK');
  });

  it('end when they are idle for too long', async () => {
    expect(await add(1, { ...id('idle'), ...START })).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, MAX_IDLE_MS + 1_000));
    expect(await add(1, id('idle'))).toContain('must specify the START flag');
  });

  it('wait beyond the capacity, until another has ended', async () => {
    const names = ['c1', 'c2', 'c3', 'c4'].map(id);
    for (const name of names) expect(await add(1, { ...name, ...START })).toBe(1);
    let answered = false;
    // On a stream, for of two calls the second may be the first to arrive.
    const waiting = target.raw.converse([
      accumulatorRequest(1, { ...id('c5'), ...START }),
      accumulatorRequest(10, { ...id('c5'), ...END }),
    ]);
    void waiting.then(() => {
      answered = true;
    });
    // Theirs go on meanwhile, and are not idle.
    for (const name of names) expect(await add(1, name)).toBe(2);
    expect(answered).toBe(false);
    for (const name of names) expect(await add(1, { ...name, ...END })).toBe(3);
    expect((await waiting).messages.map(int32Of)).toEqual([1, 11]);
  });

  it('wait beyond the capacity, until another was idle for too long', async () => {
    const names = ['i1', 'i2', 'i3', 'i4'].map(id);
    for (const name of names) expect(await add(1, { ...name, ...START })).toBe(1);
    expect(await add(1, { ...id('i5'), ...START, ...END })).toBe(1);
    expect(await add(1, id('i1'))).toContain('must specify the START flag');
    // Whether the others have been as long without a request is a matter of milliseconds.
    for (const name of names) await add(0, { ...name, ...END });
  });

  it('that wait are given up with their caller', async () => {
    const names = ['g1', 'g2', 'g3', 'g4'].map(id);
    for (const name of names) expect(await add(1, { ...name, ...START })).toBe(1);
    const inputs = [int32Tensor('VALUE', [1])];
    const sequence = { id: 'g5', start: true, end: true };
    const asked = target.client.infer(
      { model: 'accumulator', inputs, sequence },
      { deadlineMs: 50 },
    );
    await expect(asked).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    for (const name of names) expect(await add(1, { ...name, ...END })).toBe(2);
    expect(await add(1, { ...id('g6'), ...START, ...END })).toBe(1);
  });

  it('run one request at a time, in order', async () => {
    const name = id('burst');
    const values = [1, 2, 3, 4, 5];
    const { messages } = await target.raw.converse(
      values.map((value, index) =>
        accumulatorRequest(value, { ...name, ...(index === 0 ? START : {}) }),
      ),
    );
    expect(messages.map(int32Of)).toEqual([1, 3, 6, 10, 15]);
    await add(0, { ...name, ...END });
  });
});
