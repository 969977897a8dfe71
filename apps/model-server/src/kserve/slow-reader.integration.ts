import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { until } from '@voxrail/testing';

import { startFixtureServer } from '../hosting/testing/fixture-process';
import type { FixtureProcess } from '../hosting/testing/fixture-process';
import { RawClient } from './testing/raw-client';
import { counterRequest } from './testing/raw-requests';

/** Sixteen thousand responses have to be made and, afterwards, read. */
const PATIENCE_MS = 20_000;

jest.setTimeout(3 * PATIENCE_MS);

let server: FixtureProcess;
let raw: RawClient;

beforeAll(async () => {
  server = await startFixtureServer(['counter']);
  raw = new RawClient(server.address);
});

afterAll(async () => {
  raw.close();
  await server.stop();
});

interface CounterStatistics {
  readonly model_stats: readonly [
    { readonly response_stats: { readonly 0: { readonly cancel: { readonly count: string } } } },
  ];
}

async function cancelledRequests(): Promise<number> {
  const { response } = await raw.unary('ModelStatistics', { name: 'counter' });
  return Number((response as CounterStatistics).model_stats[0].response_stats[0].cancel.count);
}

describe('a client that does not read its responses', () => {
  it('is cut off, and its request cancelled, before they fill the memory', async () => {
    const stream = raw.openStream({}, 2 * PATIENCE_MS);
    const ended = new Promise<ServiceError>((resolve) => {
      stream.once('error', resolve);
    });
    stream.pause();
    stream.write(counterRequest(24_000));
    await until(async () => (await cancelledRequests()) === 1, PATIENCE_MS, 'the cancellation');
    stream.resume();
    expect(await ended).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: 'responses are not being read',
    });
  });
});
