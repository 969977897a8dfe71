import type { WireStreamInferResponse } from '@voxrail/inference';

import { openConformanceTarget } from '../testing/conformance-target';
import type { ConformanceTarget } from '../testing/conformance-target';
import { accumulatorRequest } from '../testing/raw-requests';

let target: ConformanceTarget;

beforeAll(async () => {
  target = await openConformanceTarget();
}, 20_000);

afterAll(() => target.close());

function int32Of(message: WireStreamInferResponse | undefined): number | undefined {
  const bytes = message?.infer_response?.raw_output_contents?.[0];
  return bytes === undefined ? undefined : Buffer.from(bytes).readInt32LE(0);
}

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

  it('end when they are idle for too long', async () => {
    expect(await add(1, { ...id('idle'), ...START })).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await add(1, id('idle'))).toContain('must specify the START flag');
  });

  it('are refused at once beyond the capacity', async () => {
    const names = ['c1', 'c2', 'c3', 'c4'].map(id);
    for (const name of names) expect(await add(1, { ...name, ...START })).toBe(1);
    expect(await add(1, { ...id('c5'), ...START })).toContain('UNAVAILABLE');
    for (const name of names) expect(await add(1, { ...name, ...END })).toBe(2);
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
