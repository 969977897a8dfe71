import { status } from '@grpc/grpc-js';
import { VirtualClock } from '@voxrail/clock';

import type { InferCall } from './infer-stream';
import { InferenceError } from './inference-error';
import { RequestStream } from './request-stream';
import { CallEnd } from './testing/call-end';

const REQUEST = { model: 'm', inputs: [] };
const DEADLINE_MS = 500;

function open(): {
  call: CallEnd;
  clock: VirtualClock;
  stream: RequestStream;
  resets: () => number;
  ask: () => Promise<string>;
} {
  const call = new CallEnd();
  const clock = new VirtualClock();
  let resets = 0;
  const stream = new RequestStream(call as unknown as InferCall, clock, () => {
    resets += 1;
  });
  const ask = (): Promise<string> =>
    stream.infer(REQUEST, DEADLINE_MS).then(
      ({ version }) => `answer ${version}`,
      (error: unknown) => (error instanceof InferenceError ? error.code : 'no InferenceError'),
    );
  return { call, clock, stream, resets: () => resets, ask };
}

/** An answer that can be told from others by its version. */
function answer(id: string): object {
  return { infer_response: { id, model_name: 'm', model_version: id } };
}

describe('RequestStream', () => {
  it('gives each request its own answer, whatever their order', async () => {
    const { call, clock, ask } = open();
    const asked = [ask(), ask(), ask()];
    for (const id of ['2', '1', '3']) call.emit('data', answer(id));
    expect(await Promise.all(asked)).toEqual(['answer 1', 'answer 2', 'answer 3']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('fails all that is unanswered when the call fails, and takes nothing more', async () => {
    const { call, clock, stream, ask } = open();
    const asked = [ask(), ask()];
    call.emit('data', answer('1'));
    call.emit('error', Object.assign(new Error(), { code: status.UNAVAILABLE, details: '' }));
    expect(await Promise.all(asked)).toEqual(['answer 1', 'UNAVAILABLE']);
    expect(stream.open).toBe(false);
    expect(await ask()).toBe('ABORTED');
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives up the call when an answer does not come in time', async () => {
    const { call, clock, stream, resets, ask } = open();
    const asked = ask();
    clock.advance(DEADLINE_MS);
    expect(await asked).toBe('DEADLINE_EXCEEDED');
    expect([call.cancelled, resets(), stream.open]).toEqual([1, 1, false]);
  });

  it('takes an error message for the end, also without a status', async () => {
    const { call, ask } = open();
    const asked = ask();
    call.emit('data', { error_message: 'queue is full', infer_response: { id: '1' } });
    expect(await asked).toBe('UNKNOWN');
    expect(call.cancelled).toBe(1);
  });

  it('takes an answer that breaks the protocol for the end', async () => {
    const { call, ask } = open();
    const asked = ask();
    const outputs = [{ name: 'X', datatype: 'FP32', shape: [1] }];
    call.emit('data', { infer_response: { id: '1', outputs, raw_output_contents: [] } });
    expect(await asked).toBe('INTERNAL');
  });

  it('answers what is under way when it is ended, and resets nothing', async () => {
    const { call, stream, resets, ask } = open();
    const asked = ask();
    stream.end();
    stream.end();
    expect(call.halfClosed).toBe(true);
    call.emit('data', answer('1'));
    call.emit('end');
    expect(await asked).toBe('answer 1');
    expect(resets()).toBe(0);
  });

  it('does not leave a request without an end when the server ends the stream', async () => {
    const { call, ask } = open();
    const asked = ask();
    call.emit('end');
    expect(await asked).toBe('ABORTED');
  });

  it('ignores an answer that comes twice, or to nothing', async () => {
    const { call, ask } = open();
    const asked = ask();
    for (const id of ['7', '1', '1']) call.emit('data', answer(id));
    expect(await asked).toBe('answer 1');
  });
});
