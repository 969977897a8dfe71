import { status } from '@grpc/grpc-js';

import type { InferStreamResult } from './infer-request';
import { InferStream } from './infer-stream';
import type { InferCall } from './infer-stream';
import type { InferenceError } from './inference-error';
import { CallEnd } from './testing/call-end';
import type { WireStreamInferResponse } from './wire/messages';

function open(): {
  call: CallEnd;
  stream: InferStream;
  responses: InferStreamResult[];
  ends: (InferenceError | 'end')[];
  resets: () => number;
} {
  const call = new CallEnd();
  const responses: InferStreamResult[] = [];
  const ends: (InferenceError | 'end')[] = [];
  let resets = 0;
  const stream = new InferStream(
    call as unknown as InferCall,
    {
      onResponse: (response) => responses.push(response),
      onError: (error) => ends.push(error),
      onEnd: () => ends.push('end'),
    },
    () => {
      resets += 1;
    },
  );
  return { call, stream, responses, ends, resets: () => resets };
}

function response(final: boolean): WireStreamInferResponse {
  const parameters = { triton_final_response: { bool_param: final } };
  return { error_message: '', infer_response: { model_name: 'm', id: 'r', parameters } };
}

const REQUEST = { model: 'm', id: 'r', inputs: [] };

describe('InferStream', () => {
  it('half-closes after its one request and refuses a second', () => {
    const { call, stream } = open();
    stream.send(REQUEST);
    expect(call.written).toHaveLength(1);
    expect(call.halfClosed).toBe(true);
    expect(() => {
      stream.send(REQUEST);
    }).toThrow('carries one request');
  });

  it('ends once, after the final response, and ignores what follows', () => {
    const { call, stream, responses, ends } = open();
    stream.send(REQUEST);
    call.emit('data', response(false));
    call.emit('data', response(true));
    call.emit('end');
    call.emit('data', response(true));
    expect(responses.map((given) => given.final)).toEqual([false, true]);
    expect(ends).toEqual(['end']);
    expect(call.cancelled).toBe(0);
  });

  it('takes an end without a final response for an error that a retry may mend', () => {
    const { call, stream, ends } = open();
    stream.send(REQUEST);
    call.emit('data', response(false));
    call.emit('end');
    expect(ends).toMatchObject([{ code: 'ABORTED', retryable: true }]);
  });

  it('takes an error message for the end, also without the final flag, and closes the call', () => {
    const { call, stream, responses, ends } = open();
    stream.send(REQUEST);
    call.emit('data', { error_message: 'queue is full', infer_response: { id: 'r' } });
    expect(responses).toEqual([]);
    expect(ends).toMatchObject([{ code: 'UNKNOWN', message: 'queue is full' }]);
    expect(call.cancelled).toBe(1);
  });

  it('takes a response that breaks the protocol for an error', () => {
    const { call, stream, ends } = open();
    stream.send(REQUEST);
    const outputs = [{ name: 'X', datatype: 'FP32', shape: [1] }];
    call.emit('data', { infer_response: { outputs, raw_output_contents: [] } });
    expect(ends).toMatchObject([{ code: 'INTERNAL' }]);
  });

  it('tells a failure before the request, and then ignores the request', () => {
    const { call, stream, ends } = open();
    call.emit('error', Object.assign(new Error(), { code: status.UNAVAILABLE, details: 'gone' }));
    stream.send(REQUEST);
    expect(ends).toMatchObject([{ code: 'UNAVAILABLE', retryable: true, message: 'gone' }]);
    expect(call.written).toHaveLength(0);
    expect(stream.settled).toBe(true);
  });

  it('is only half-closed when it is cancelled before its request', () => {
    const { call, stream, ends, resets } = open();
    stream.cancel();
    call.emit('end');
    expect(call.halfClosed).toBe(true);
    expect(call.cancelled).toBe(0);
    expect(resets()).toBe(0);
    expect(ends).toEqual([]);
  });

  it('says nothing after it was cancelled, however often', () => {
    const { call, stream, responses, ends, resets } = open();
    stream.send(REQUEST);
    stream.cancel();
    stream.cancel();
    call.emit('data', response(true));
    stream.send(REQUEST);
    expect(call.cancelled).toBe(1);
    expect(resets()).toBe(1);
    expect(responses).toEqual([]);
    expect(ends).toEqual([]);
  });
});
