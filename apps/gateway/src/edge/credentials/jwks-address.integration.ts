import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { VirtualClock } from '@voxrail/clock';
import { createLogger } from '@voxrail/observability';

import { publicKeys } from './account-keys';
import { AccountTokens } from './account-tokens';
import type { KeyPair } from './testing/token-maker';
import { keyPair, NOW_MS, signed } from './testing/token-maker';

/** Asked again only this long after the last answer (REMOTE_COOLDOWN_MS), which is waited for here. */
const COOLDOWN_MS = 10_000;

describe('keys at a JWKS address', () => {
  let served: readonly KeyPair[] = [];
  let asked = 0;
  let status = 200;
  let server: Server;
  let address: string;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: served.map(({ publicJwk }) => publicJwk) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  beforeEach(() => {
    asked = 0;
    status = 200;
  });

  function open(): AccountTokens {
    const logger = createLogger('gateway', { level: 'silent' });
    const keys = publicKeys(address, new VirtualClock(), logger);
    return new AccountTokens({ keys, audience: 'voxrail', issuer: 'voxrail', now: () => NOW_MS });
  }

  it('are fetched once, and again when a token names one that is new', async () => {
    const [old, next] = [keyPair('ES256', 'old'), keyPair('EdDSA', 'new')];
    served = [old];
    const tokens = open();
    expect(await tokens.read(await signed(old))).toMatchObject({ grants: { owner: 'sub:ann' } });
    expect(await tokens.read(await signed(old))).toMatchObject({ grants: { owner: 'sub:ann' } });
    expect(asked).toBe(1);
    served = [next];
    await new Promise((resolve) => setTimeout(resolve, COOLDOWN_MS + 100));
    expect(await tokens.read(await signed(next))).toMatchObject({ grants: { owner: 'sub:ann' } });
    await expect(tokens.read(await signed(old))).rejects.toMatchObject({ code: 'unauthorized' });
    expect(asked).toBe(2);
  });

  it('are not asked for again by each token that names a key which nobody has', async () => {
    const [known, unknown] = [keyPair('ES256', 'known'), keyPair('ES256', 'unknown')];
    served = [known];
    const tokens = open();
    await tokens.read(await signed(known));
    for (let count = 0; count < 20; count += 1) {
      const reading = tokens.read(await signed(unknown));
      await expect(reading).rejects.toMatchObject({ code: 'unauthorized' });
    }
    expect(asked).toBe(1);
  });

  it('let nobody in while they cannot be had, and everybody again afterwards', async () => {
    const pair = keyPair('RS256', 'one');
    served = [pair];
    const tokens = open();
    status = 503;
    await expect(tokens.read(await signed(pair))).rejects.toMatchObject({ code: 'unauthorized' });
    status = 200;
    expect(await tokens.read(await signed(pair))).toMatchObject({ grants: { owner: 'sub:ann' } });
  });
});
