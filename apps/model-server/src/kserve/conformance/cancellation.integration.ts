import { int32Tensor } from '@voxrail/inference';

import { openConformanceTarget } from '../testing/conformance-target';
import type { ConformanceTarget } from '../testing/conformance-target';
import { slowRequest } from '../testing/raw-requests';

let target: ConformanceTarget;

beforeAll(async () => {
  target = await openConformanceTarget();
}, 20_000);

afterAll(() => target.close());

describe('cancellation', () => {
  const cancellations = async (): Promise<number> => {
    const { response } = await target.raw.infer(slowRequest(0));
    return Buffer.from(response?.raw_output_contents?.[0] ?? []).readInt32LE(0);
  };

  const awaitCancellations = async (expected: number): Promise<void> => {
    while ((await cancellations()) < expected) await new Promise(setImmediate);
  };

  it('of a stream reaches every request in flight on it', async () => {
    const before = await cancellations();
    const stream = target.raw.openStream();
    stream.on('error', () => undefined);
    stream.write(slowRequest(4000));
    stream.write(slowRequest(1, { id: 'answered' }));
    setTimeout(() => {
      stream.cancel();
    }, 30);
    await awaitCancellations(before + 1);
  });

  it('reaches an engine that does not let go of its thread', async () => {
    const before = await cancellations();
    const stream = target.raw.openStream();
    stream.on('error', () => undefined);
    stream.write(slowRequest(4000, { parameters: { block: { bool_param: true } } }));
    setTimeout(() => {
      stream.cancel();
    }, 30);
    await awaitCancellations(before + 1);
  });

  it('comes also from a deadline that passes', async () => {
    const before = await cancellations();
    const request = { model: 'slow', inputs: [int32Tensor('DELAY_MS', [4000])] };
    await expect(target.client.infer(request, { deadlineMs: 30 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    await awaitCancellations(before + 1);
  });
});

describe('capacity', () => {
  it('answers at once with UNAVAILABLE beyond it, and takes requests again afterwards', async () => {
    const begun = Date.now();
    const running = [target.raw.infer(slowRequest(200)), target.raw.infer(slowRequest(200))];
    const { status } = await target.raw.infer(slowRequest(200));
    expect(status.code).toBe('UNAVAILABLE');
    expect(Date.now() - begun).toBeLessThan(150);
    const codes = (await Promise.all(running)).map((answer) => answer.status.code);
    expect(codes).toEqual(['OK', 'OK']);
    expect((await target.raw.infer(slowRequest(0))).status.code).toBe('OK');
  });
});
