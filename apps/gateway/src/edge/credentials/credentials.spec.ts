import { secretKeys } from './account-keys';
import { AccountTokens } from './account-tokens';
import { ApiKeys } from './api-keys';
import { newApiKey } from './api-key';
import type { PresentedCredentials } from './credentials';
import { Credentials } from './credentials';
import { SessionTokens } from './session-tokens';
import { handMade, NOW_MS, SECRET, withSecret } from './testing/token-maker';

const HERE = '127.0.0.1';
const ELSEWHERE = '192.0.2.7';

describe('Credentials', () => {
  const sessionTokens = new SessionTokens(SECRET, () => NOW_MS);
  const accountTokens = new AccountTokens({
    keys: secretKeys(SECRET),
    audience: 'voxrail',
    issuer: 'voxrail',
    now: () => NOW_MS,
  });
  let refused: string[] = [];

  function credentials(mode: 'development' | 'production'): Credentials {
    refused = [];
    return new Credentials({
      mode,
      apiKeys: new ApiKeys(null),
      accountTokens,
      sessionTokens,
      onRefused: (code) => refused.push(code),
    });
  }

  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])(
    'asks nobody on this machine (%s) for any, in development mode',
    async (address) => {
      expect(await credentials('development').identify({ address })).toEqual({ kind: 'local' });
    },
  );

  it.each([
    ['development', ELSEWHERE],
    ['development', '::ffff:192.0.2.7'],
    ['development', '127.0.0.1.example.org'],
    ['development', ''],
    ['production', HERE],
    ['production', ELSEWHERE],
  ] as const)('asks everybody else: %s mode, %j', async (mode, address) => {
    const identifying = credentials(mode).identify({ address });
    await expect(identifying).rejects.toMatchObject({ code: 'unauthorized' });
    expect(refused).toEqual(['unauthorized']);
  });

  it('tells a session token from an account’s by what it is, and holds each to its own rules', async () => {
    const { token } = await sessionTokens.issue('session-1');
    const all = credentials('production');
    expect(await all.identify({ token, address: ELSEWHERE })).toMatchObject({
      kind: 'session',
      sid: 'session-1',
    });
    expect(await all.identify({ token: withSecret(), address: ELSEWHERE })).toMatchObject({
      kind: 'account',
      grants: { owner: 'sub:ann' },
    });
    const disguised = handMade({ alg: 'HS256', typ: 'voxrail-session+jwt' });
    await expect(all.identify({ token: disguised, address: ELSEWHERE })).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  it.each<[string, Omit<PresentedCredentials, 'address'>]>([
    ['an empty token', { token: '' }],
    ['a token that is none', { token: 'abc' }],
    ['a token of 20 KB', { token: `${withSecret()}${'A'.repeat(20_000)}` }],
    ['a header that is no JSON', { token: 'e30x.e30.' }],
    ['an empty key', { apiKey: '' }],
    ['a key that nobody has', { apiKey: newApiKey() }],
  ])('refuses %s, also from this machine in development mode', async (_what, presented) => {
    const identifying = credentials('development').identify({ ...presented, address: HERE });
    await expect(identifying).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'credentials are missing or not valid',
    });
    expect(refused).toEqual(['unauthorized']);
  });

  it('refuses two at once, for it could be either', async () => {
    const both = { token: withSecret(), apiKey: newApiKey(), address: HERE };
    await expect(credentials('production').identify(both)).rejects.toMatchObject({
      code: 'bad_request',
    });
  });
});
