import { setTimeout as sleep } from 'node:timers/promises';

import { SystemClock } from '@voxrail/clock';
import { int32Tensor } from '@voxrail/inference';
import type { WireInferRequest } from '@voxrail/inference';

import { openConformanceTarget } from '../testing/conformance-target';
import type { ConformanceTarget } from '../testing/conformance-target';
import { slowRequest } from '../testing/raw-requests';

let target: ConformanceTarget;

beforeAll(async () => {
  target = await openConformanceTarget();
});

afterAll(() => target.close());

/** Asked until the model has room again: what was cancelled before may still be on its way out. */
async function cancellations(): Promise<number> {
  for (;;) {
    const { status, response } = await target.raw.infer(slowRequest(0));
    const [count] = response?.raw_output_contents ?? [];
    if (count !== undefined) return Buffer.from(count).readInt32LE(0);
    expect(status.code).toBe('UNAVAILABLE');
    await sleep(5);
  }
}

/** On a busy machine a request may not have reached its model so soon: then it is tried again, with more time. */
const TRIES = [
  { afterMs: 30, noticedWithinMs: 500 },
  { afterMs: 300, noticedWithinMs: 500 },
  { afterMs: 1_500, noticedWithinMs: 10_000 },
];

/** `giveUp` begins a request and gives it up after so long: that has to be noticed by the model. */
async function expectCancelled(giveUp: (afterMs: number) => Promise<void>): Promise<void> {
  const before = await cancellations();
  for (const { afterMs, noticedWithinMs } of TRIES) {
    await giveUp(afterMs);
    const until = Date.now() + noticedWithinMs;
    while (Date.now() < until) if ((await cancellations()) > before) return;
  }
  throw new Error('the model noticed no cancellation');
}

describe('cancellation', () => {
  const openAndCancel = async (afterMs: number, request: WireInferRequest): Promise<void> => {
    const stream = target.raw.openStream();
    stream.on('error', () => undefined);
    stream.write(request);
    stream.write(slowRequest(1, { id: 'behind it' }));
    await sleep(afterMs);
    stream.cancel();
  };

  it('of a stream reaches what is in flight on it', async () => {
    await expectCancelled((afterMs) => openAndCancel(afterMs, slowRequest(4000)));
  });

  it('reaches an engine that does not let go of its thread', async () => {
    const request = slowRequest(4000, { parameters: { block: { bool_param: true } } });
    await expectCancelled((afterMs) => openAndCancel(afterMs, request));
  });

  it('comes also from a deadline that passes', async () => {
    const request = { model: 'slow', inputs: [int32Tensor('DELAY_MS', [4000])] };
    await expectCancelled(async (deadlineMs) => {
      const asked = target.client.infer(request, { deadlineMs });
      await expect(asked).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    });
  });
});

describe('capacity', () => {
  /** Long beside whatever keeps a busy machine from answering at once. */
  const OCCUPIED_MS = 3_000;

  type Answer = ReturnType<ConformanceTarget['raw']['infer']>;

  /** A request that runs or waits: one that comes before the one ahead of it runs is refused, and sent again. */
  async function taken(): Promise<{ answer: Answer }> {
    for (;;) {
      const answer = target.raw.infer(slowRequest(OCCUPIED_MS));
      const seen = { refused: false };
      void answer.then(({ status }) => {
        seen.refused = status.code === 'UNAVAILABLE';
      });
      // Ten times, so that a machine that stalls once is not taken for a model that took the request.
      for (let look = 0; look < 10 && !seen.refused; look += 1) await sleep(50);
      if (!seen.refused) return { answer };
    }
  }

  beforeEach(async () => {
    await cancellations();
  });

  it('answers at once with UNAVAILABLE beyond it, and takes requests again afterwards', async () => {
    const running = [await taken(), await taken()];
    let over = 0;
    const ended = Promise.all(running.map(async ({ answer }) => answer.finally(() => (over += 1))));
    const { status } = await target.raw.infer(slowRequest(0));
    expect(status.code).toBe('UNAVAILABLE');
    expect(status.details).toContain('Exceeds maximum queue size');
    expect(over).toBe(0);
    expect((await ended).map((answer) => answer.status.code)).toEqual(['OK', 'OK']);
    expect((await target.raw.infer(slowRequest(0))).status.code).toBe('OK');
  });

  it('is told by words on a stream, which our client knows', async () => {
    const running = [await taken(), await taken()];
    const stream = target.client.openRequestStream(new SystemClock());
    const request = { model: 'slow', inputs: [int32Tensor('DELAY_MS', [0])] };
    await expect(stream.infer(request, 10_000)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
    });
    await Promise.all(running.map(({ answer }) => answer));
  });
});
