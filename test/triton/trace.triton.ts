import { SystemClock } from '@voxrail/clock';
import type { InferRequest } from '@voxrail/inference';
import {
  boolTensor,
  fp32Tensor,
  InferenceClient,
  int16Tensor,
  int32Tensor,
} from '@voxrail/inference';
import { newTraceparent } from '@voxrail/observability';

import { SentTraceparents } from '../../libs/inference/src/testing/sent-traceparents';
import type { ReportedTrace } from './reported-trace';
import { reportedTrace, reportedTraces } from './reported-trace';

const ECHO: InferRequest = {
  model: 'echo',
  inputs: [fp32Tensor('NUMBERS', Float32Array.of(1))],
  outputs: ['NUMBERS_OUT'],
};
const DEADLINE_MS = 10_000;

/** An utterance of one request: a second of a tone, and its final text. */
const UTTERANCE: InferRequest = {
  model: 'parakeet_tdt',
  inputs: [
    int16Tensor(
      'AUDIO',
      Int16Array.from({ length: 16_000 }, (_, sample) => 9_000 * Math.sin(sample / 9)),
    ),
    boolTensor('DECODE', [true]),
  ],
  sequence: { id: 'traced', start: true, end: true },
};

function traceOf(traceparent: string): string {
  return traceparent.split('-')[1] ?? '';
}

describe('the trace of a call, as a real Triton reports it', () => {
  const client = new InferenceClient({ address: process.env['VOXRAIL_TEST_TRITON'] ?? '' });
  const sent = new SentTraceparents();
  const traceparent = newTraceparent();

  afterEach(() => {
    sent.forget();
  });

  afterAll(() => {
    client.close();
  });

  /** The only span that the client has named in a header since the test began. */
  function sentSpan(): string {
    expect(sent.all).toHaveLength(1);
    const [, trace, span = ''] = sent.all[0]?.split('-') ?? [];
    expect(trace).toBe(traceOf(traceparent));
    return span;
  }

  /** What Triton reports of the client's trace, when `requests` sent in this span are in it. */
  async function reported(span: string, requests: number): Promise<ReportedTrace> {
    return reportedTrace(
      ({ id, senders }) =>
        id === traceOf(traceparent) &&
        senders.filter((sender) => sender === span).length >= requests,
    );
  }

  it('goes on from the span of a single call', async () => {
    await client.infer(ECHO, { deadlineMs: DEADLINE_MS, traceparent });
    const span = sentSpan();
    const trace = await reported(span, 1);
    expect(trace.pathsFrom('echo')).toContainEqual(['echo', 'InferRequest', span]);
  });

  it('goes on from the span of a stream, for a generation of many answers', async () => {
    const answers = await new Promise<number>((resolve, reject) => {
      let count = 0;
      const stream = client.openStream({
        traceparent,
        onResponse: () => (count += 1),
        onError: reject,
        onEnd: () => {
          resolve(count);
        },
      });
      stream.send({ model: 'counter', inputs: [int32Tensor('COUNT', [3])] });
    });
    expect(answers).toBeGreaterThanOrEqual(3);
    const span = sentSpan();
    const trace = await reported(span, 1);
    expect(trace.pathsFrom('counter')).toEqual([['counter', 'InferRequest', span]]);
  });

  it('goes on from the span of a stream for each of its requests', async () => {
    const stream = client.openRequestStream(new SystemClock(), { traceparent });
    for (let request = 0; request < 3; request += 1) await stream.infer(ECHO, DEADLINE_MS);
    stream.end();
    const span = sentSpan();
    const trace = await reported(span, 3);
    const ofStream = trace.pathsFrom('echo').filter((path) => path.at(-1) === span);
    expect(ofStream).toEqual(ofStream.map(() => ['echo', 'InferRequest', span]));
    expect(ofStream).toHaveLength(3);
  });

  it('reaches the models that a model asks', async () => {
    await client.infer(UTTERANCE, { deadlineMs: DEADLINE_MS, traceparent });
    const span = sentSpan();
    const trace = await reported(span, 1);
    for (const network of ['parakeet_encoder', 'parakeet_decoder']) {
      const paths = trace.pathsFrom(network);
      expect(paths[0]).toEqual([network, 'parakeet_tdt', 'InferRequest', span]);
    }
  });

  it('is none of calls that belong to none', async () => {
    await client.infer({ ...ECHO, id: 'untraced' }, { deadlineMs: DEADLINE_MS });
    await client.infer({ ...ECHO, id: 'traced' }, { deadlineMs: DEADLINE_MS, traceparent });
    await reported(sentSpan(), 1);
    const requests = (await reportedTraces()).flatMap((trace) => trace.requests);
    expect(requests).toContain('traced');
    expect(requests).not.toContain('untraced');
  });
});
