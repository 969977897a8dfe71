import type { WireStreamInferResponse } from '@voxrail/inference';

import { openConformanceTarget } from '../testing/conformance-target';
import type { ConformanceTarget } from '../testing/conformance-target';
import { EMPTY_FINAL, counterRequest, echoRequest, slowRequest } from '../testing/raw-requests';

let target: ConformanceTarget;

beforeAll(async () => {
  target = await openConformanceTarget();
});

afterAll(() => target.close());

function finalOf(message: WireStreamInferResponse | undefined): boolean | undefined {
  const flag = message?.infer_response?.parameters?.['triton_final_response'];
  return flag !== undefined && 'bool_param' in flag ? flag.bool_param : undefined;
}

function int32Of(message: WireStreamInferResponse | undefined): number | undefined {
  const bytes = message?.infer_response?.raw_output_contents?.[0];
  return bytes === undefined ? undefined : Buffer.from(bytes).readInt32LE(0);
}

describe('decoupled models', () => {
  it('are refused by ModelInfer', async () => {
    const { status } = await target.raw.infer(counterRequest(1));
    expect(status).toEqual({
      code: 'UNIMPLEMENTED',
      details: "ModelInfer RPC doesn't support models with decoupled transaction policy",
    });
  });

  it('mark each response with the final flag and tell their end only to those who ask', async () => {
    const unasked = await target.raw.converse([counterRequest(2, { id: 'u' })]);
    expect(unasked.messages.map(finalOf)).toEqual([false, false]);
    const asked = await target.raw.converse([
      counterRequest(2, { id: 'a', parameters: EMPTY_FINAL }),
    ]);
    expect(asked.messages.map(finalOf)).toEqual([false, false, true]);
    expect(asked.messages[2]?.infer_response).toMatchObject({
      model_name: 'counter',
      // As it was asked for.
      model_version: '',
      id: 'a',
      outputs: [],
    });
    expect(asked.status.code).toBe('OK');
    const version = await target.raw.converse([
      counterRequest(1, { model_version: '1', parameters: EMPTY_FINAL }),
    ]);
    expect(version.messages.map((message) => message.infer_response?.model_version)).toEqual([
      '1',
      '1',
    ]);
  });

  it('may answer several requests of a stream side by side, each under its id', async () => {
    /** The second request begins before the first has ended, also where it comes late. */
    const INTERVAL_MS = 400;
    const slowly = {
      inputs: [
        { name: 'COUNT', datatype: 'INT32', shape: [1] },
        { name: 'INTERVAL_MS', datatype: 'INT32', shape: [1] },
      ],
      raw_input_contents: [
        new Uint8Array(Int32Array.of(3).buffer),
        new Uint8Array(Int32Array.of(INTERVAL_MS).buffer),
      ],
    };
    const { messages } = await target.raw.converse([
      counterRequest(3, { id: 'a', ...slowly }),
      counterRequest(3, { id: 'b', ...slowly }),
    ]);
    const of = (id: string) => messages.filter((message) => message.infer_response?.id === id);
    expect(of('a').map(int32Of)).toEqual([0, 1, 2]);
    expect(of('b').map(int32Of)).toEqual([0, 1, 2]);
    expect(messages.findIndex((message) => message.infer_response?.id === 'b')).toBeLessThan(3);
  });
});

describe('streams of other models', () => {
  it('answer in the order of the requests, each with the final flag', async () => {
    const { messages, status } = await target.raw.converse([
      slowRequest(60, { id: 'first' }),
      echoRequest([1], { id: 'second' }),
      echoRequest([3], { id: 'third' }),
    ]);
    expect(messages.map((message) => message.infer_response?.id)).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect(messages.map(finalOf)).toEqual([true, true, true]);
    expect(status.code).toBe('OK');
  });

  it('finish what is in flight after the client’s half-close', async () => {
    const { messages, status } = await target.raw.converse([slowRequest(80)]);
    expect(messages).toHaveLength(1);
    expect(status.code).toBe('OK');
  });
});

describe('errors on a stream', () => {
  it('of a refused request stand in error_message with the id alone, and the stream goes on', async () => {
    const { messages, status } = await target.raw.converseInTurn([
      echoRequest([1], { id: 'bad', model_name: 'nothing' }),
      counterRequest(1, { id: 'bad too', inputs: [] }),
      echoRequest([1], { id: 'good' }),
    ]);
    const bad = messages.filter((message) => message.error_message !== '');
    expect(bad.map((message) => message.infer_response?.id)).toEqual(['bad', 'bad too']);
    for (const message of bad) {
      expect(message.infer_response).toMatchObject({ model_name: '', parameters: {} });
    }
    expect(messages.map((message) => message.infer_response?.id)).toContain('good');
    expect(status.code).toBe('OK');
  });

  it('of a model carry id, model, version and the final flag', async () => {
    const parameters = { fail_after: { int64_param: 1 } };
    const { messages, status } = await target.raw.converse([
      counterRequest(3, { id: 'f', parameters }),
    ]);
    expect(messages.map(finalOf)).toEqual([false, true]);
    expect(messages[1]).toMatchObject({
      error_message: 'failed as asked',
      infer_response: { id: 'f', model_name: 'counter', model_version: '' },
    });
    expect(status.code).toBe('OK');
  });

  const STATUS_CODES = { triton_grpc_error: 'true' };

  it('of a refused request stay words, and the stream goes on, where triton_grpc_error is sent', async () => {
    const { messages, status } = await target.raw.converseInTurn(
      [echoRequest([1], { id: 'bad', model_name: 'nothing' }), echoRequest([1], { id: 'good' })],
      STATUS_CODES,
    );
    expect(messages).toMatchObject([
      {
        error_message: "Request for unknown model: 'nothing' is not found",
        infer_response: { id: 'bad', parameters: {} },
      },
      { error_message: '', infer_response: { id: 'good' } },
    ]);
    expect(status.code).toBe('OK');
  });

  it('of a model become the stream’s status where triton_grpc_error is sent', async () => {
    const parameters = { fail_after: { int64_param: 1 } };
    const failed = await target.raw.converse([counterRequest(3, { parameters })], STATUS_CODES);
    expect(failed.status).toEqual({ code: 'INTERNAL', details: 'failed as asked' });
    expect(failed.messages.map(int32Of)).toEqual([0]);
  });
});
