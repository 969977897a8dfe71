import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { VirtualClock } from '@voxrail/clock';
import { createLogger } from '@voxrail/observability';

import type { AccountKeys } from './account-keys';
import { publicKeys, secretKeys } from './account-keys';
import { AccountTokens } from './account-tokens';
import {
  GOOD_CLAIMS,
  handMade,
  keyPair,
  NOW_MS,
  NOW_S,
  SECRET,
  signed,
  withSecret,
} from './testing/token-maker';

function tokensWith(keys: AccountKeys): AccountTokens {
  return new AccountTokens({ keys, audience: 'voxrail', issuer: 'voxrail', now: () => NOW_MS });
}

const UNAUTHORIZED = {
  code: 'unauthorized',
  message: 'credentials are missing or not valid',
};

describe('an account token under a shared secret', () => {
  const tokens = tokensWith(secretKeys(SECRET));

  it('says who it is, what he may, and how long', async () => {
    const voxrail = { tools: ['get_time'], max_duration_s: 60, max_sessions: 2 };
    expect(await tokens.read(withSecret({ ...GOOD_CLAIMS, voxrail }))).toEqual({
      kind: 'account',
      grants: { tools: ['get_time'], maxDurationS: 60, owner: 'sub:ann' },
      maxSessions: 2,
      expiresAtMs: NOW_MS + 60_000,
    });
  });

  it('limits nothing that it does not name', async () => {
    expect(await tokens.read(withSecret())).toMatchObject({
      grants: { tools: null, maxDurationS: null },
      maxSessions: null,
    });
  });

  it('is told that it has expired when nothing else is wrong with it', async () => {
    const late = { ...GOOD_CLAIMS, exp: NOW_S - 6 };
    await expect(tokens.read(withSecret(late))).rejects.toMatchObject({ code: 'session_expired' });
    const lateAndWrong = tokens.read(withSecret({ ...late, aud: 'else' }));
    await expect(lateAndWrong).rejects.toMatchObject(UNAUTHORIZED);
    const lateAndForged = tokens.read(handMade({ alg: 'HS256' }, late, 'another secret'));
    await expect(lateAndForged).rejects.toMatchObject(UNAUTHORIZED);
  });

  it.each([
    ['not valid yet', withSecret({ ...GOOD_CLAIMS, nbf: NOW_S + 60 })],
    ['for another audience', withSecret({ ...GOOD_CLAIMS, aud: 'else' })],
    ['without an audience', withSecret({ ...GOOD_CLAIMS, aud: undefined })],
    ['from another issuer', withSecret({ ...GOOD_CLAIMS, iss: 'else' })],
    ['without an end', withSecret({ ...GOOD_CLAIMS, exp: undefined })],
    ['without a subject', withSecret({ ...GOOD_CLAIMS, sub: undefined })],
    ['with an empty subject', withSecret({ ...GOOD_CLAIMS, sub: '' })],
    ['with grants that are not understood', withSecret({ ...GOOD_CLAIMS, voxrail: { tool: [] } })],
    ['with grants of the wrong type', withSecret({ ...GOOD_CLAIMS, voxrail: 'all' })],
    ['without a signature', handMade({ alg: 'none' }, GOOD_CLAIMS, null)],
    ['with no algorithm', handMade({})],
    ['with another algorithm', handMade({ alg: 'HS384' })],
    ['with an extension that must be understood', handMade({ alg: 'HS256', crit: ['x'], x: 1 })],
    ['signed by somebody else', handMade({ alg: 'HS256' }, GOOD_CLAIMS, 'another secret')],
    ['cut off', withSecret().slice(0, -5)],
    ['of two parts', withSecret().split('.').slice(0, 2).join('.')],
    ['that is no token', 'Bearer'],
  ])('is refused %s, with one same answer', async (_what, token) => {
    await expect(tokens.read(token)).rejects.toMatchObject(UNAUTHORIZED);
  });
});

describe('an account token under a private key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-keys-'));
  const path = join(folder, 'keys');
  const clock = new VirtualClock();
  const opened: AccountTokens[] = [];

  function tokensFrom(content: string): AccountTokens {
    writeFileSync(path, content);
    const tokens = tokensWith(
      publicKeys(path, clock, createLogger('gateway', { level: 'silent' })),
    );
    opened.push(tokens);
    return tokens;
  }

  function keySet(...pairs: readonly { readonly publicJwk: object }[]): string {
    return JSON.stringify({ keys: pairs.map(({ publicJwk }) => publicJwk) });
  }

  afterEach(() => {
    for (const tokens of opened.splice(0)) tokens.close();
    expect(clock.pendingTimers).toBe(0);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(['RS256', 'ES256', 'EdDSA'] as const)('is checked by a %s key in PEM', async (alg) => {
    const pair = keyPair(alg);
    const tokens = tokensFrom(pair.publicPem);
    expect(await tokens.read(await signed(pair))).toMatchObject({ grants: { owner: 'sub:ann' } });
    const named = { ...pair, publicJwk: { ...pair.publicJwk, kid: 'today' } };
    expect(await tokens.read(await signed(named))).toMatchObject({ grants: { owner: 'sub:ann' } });
    await expect(tokens.read(await signed(keyPair(alg)))).rejects.toMatchObject(UNAUTHORIZED);
  });

  it('is checked by the key of a set that it names, and by no other', async () => {
    const [one, other] = [keyPair('RS256', 'one'), keyPair('RS256', 'other')];
    const tokens = tokensFrom(keySet(one, other));
    expect(await tokens.read(await signed(one))).toMatchObject({ grants: { owner: 'sub:ann' } });
    expect(await tokens.read(await signed(other))).toMatchObject({ grants: { owner: 'sub:ann' } });
    const unknown = { ...one, publicJwk: { ...one.publicJwk, kid: 'third' } };
    await expect(tokens.read(await signed(unknown))).rejects.toMatchObject(UNAUTHORIZED);
    const crossed = { ...one, publicJwk: { ...one.publicJwk, kid: 'other' } };
    await expect(tokens.read(await signed(crossed))).rejects.toMatchObject(UNAUTHORIZED);
  });

  it('follows the file when its keys are exchanged', async () => {
    const [old, next] = [keyPair('ES256', 'old'), keyPair('ES256', 'new')];
    const tokens = tokensFrom(keySet(old));
    await expect(tokens.read(await signed(next))).rejects.toMatchObject(UNAUTHORIZED);
    writeFileSync(path, keySet(old, next));
    clock.advance(1_000);
    expect(await tokens.read(await signed(old))).toMatchObject({ grants: { owner: 'sub:ann' } });
    expect(await tokens.read(await signed(next))).toMatchObject({ grants: { owner: 'sub:ann' } });
    writeFileSync(path, keySet(next));
    clock.advance(1_000);
    await expect(tokens.read(await signed(old))).rejects.toMatchObject(UNAUTHORIZED);
  });

  it.each(['pem', 'jwk'] as const)(
    'is not made with the public key as a secret (%s)',
    async (form) => {
      const pair = keyPair('RS256');
      const jwk = JSON.stringify(pair.publicJwk);
      const tokens = tokensFrom(form === 'pem' ? pair.publicPem : jwk);
      const secret = form === 'pem' ? pair.publicPem : jwk;
      const forged = handMade({ alg: 'HS256' }, GOOD_CLAIMS, secret);
      await expect(tokens.read(forged)).rejects.toMatchObject(UNAUTHORIZED);
      await expect(tokens.read(withSecret())).rejects.toMatchObject(UNAUTHORIZED);
    },
  );

  it('is refused when it names the algorithm of another type of key', async () => {
    const pair = keyPair('RS256');
    const tokens = tokensFrom(pair.publicPem);
    for (const alg of ['RS512', 'PS256']) {
      await expect(tokens.read(await signed({ ...pair, alg }))).rejects.toMatchObject(UNAUTHORIZED);
    }
  });
});
