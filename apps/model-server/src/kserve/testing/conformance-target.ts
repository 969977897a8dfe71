import { InferenceClient } from '@voxrail/inference';

import { modelsReady, startFixtureServer } from '../../hosting/testing/fixture-process';
import type { FixtureProcess } from '../../hosting/testing/fixture-process';
import { RawClient } from './raw-client';

const MODELS = ['echo', 'slow', 'fragile', 'counter', 'accumulator'];

/** What the rules are held against: one address, and two ways to speak to it. */
export interface ConformanceTarget {
  readonly raw: RawClient;
  readonly client: InferenceClient;
  close(): Promise<void>;
}

/**
 * The server at VOXRAIL_CONFORMANCE_ADDRESS, a real Triton for instance that serves models of the
 * fixtures' names and behaviour; a process of our own server when that is not set.
 */
export async function openConformanceTarget(): Promise<ConformanceTarget> {
  let server: FixtureProcess | undefined;
  let address = process.env['VOXRAIL_CONFORMANCE_ADDRESS'];
  if (address === undefined) {
    server = await startFixtureServer(MODELS);
    address = server.address;
  }
  await modelsReady(address, MODELS);
  const raw = new RawClient(address);
  const client = new InferenceClient({ address });
  return {
    raw,
    client,
    close: async () => {
      raw.close();
      client.close();
      await server?.stop();
    },
  };
}
