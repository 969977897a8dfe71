import { decodeJwt } from 'jose';

import { SESSION_TOKEN_TYPE, SessionTokens } from './session-tokens';
import { sessionTokenKey } from './signing-secret';
import { handMade, NOW_MS, NOW_S, SECRET } from './testing/token-maker';

const SID = 'session-1';

describe('a session token', () => {
  let nowMs = NOW_MS;
  const tokens = new SessionTokens(SECRET, () => nowMs);

  beforeEach(() => {
    nowMs = NOW_MS;
  });

  it('is for one session and 10 minutes', async () => {
    const { token, expires_at } = await tokens.issue(SID);
    expect(expires_at).toBe(new Date(NOW_MS + 600_000).toISOString());
    expect(await tokens.read(token)).toEqual({
      kind: 'session',
      sid: SID,
      expiresAtMs: NOW_MS + 600_000,
    });
    expect(Object.keys(decodeJwt(token)).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid']);
  });

  it('is taken by every gateway that has the same secret, and by no other', async () => {
    const { token } = await tokens.issue(SID);
    expect(await new SessionTokens(SECRET, () => nowMs).read(token)).toMatchObject({ sid: SID });
    const other = new SessionTokens('x9V2mQx7Lr4Tz1Wc8Hs6Jd3Fg5Bn0PyA', () => nowMs);
    await expect(other.read(token)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('says that it has expired, 5 s after it has, for clocks differ', async () => {
    const { token } = await tokens.issue(SID);
    nowMs = NOW_MS + 604_000;
    expect(await tokens.read(token)).toMatchObject({ sid: SID });
    nowMs = NOW_MS + 606_000;
    await expect(tokens.read(token)).rejects.toMatchObject({ code: 'session_expired' });
  });

  const good = { iss: 'voxrail', aud: 'voxrail-session', sid: SID, exp: NOW_S + 60 };
  const header = { alg: 'HS256', typ: SESSION_TOKEN_TYPE };
  const key = sessionTokenKey(SECRET);

  it('can be taken apart in these tests, or what follows would prove nothing', async () => {
    expect(await tokens.read(handMade(header, good, key))).toMatchObject({ sid: SID });
  });

  it.each([
    ['is not signed', handMade({ ...header, alg: 'none' }, good, null)],
    ['is signed with the secret itself', handMade(header, good, SECRET)],
    ['names another algorithm', handMade({ ...header, alg: 'HS512' }, good, key)],
    ['has another type', handMade({ alg: 'HS256', typ: 'JWT' }, good, key)],
    ['is for another service', handMade(header, { ...good, aud: 'voxrail' }, key)],
    ['is from another issuer', handMade(header, { ...good, iss: 'else' }, key)],
    ['never expires', handMade(header, { ...good, exp: undefined }, key)],
    ['has no session', handMade(header, { ...good, sid: undefined }, key)],
    ['has a session that is no id', handMade(header, { ...good, sid: 'a.>' }, key)],
    ['is not valid yet', handMade(header, { ...good, nbf: NOW_S + 60 }, key)],
    ['is cut off', handMade(header, good, key).slice(0, -3)],
    ['is nothing', ''],
  ])('is refused when it %s', async (_what, token) => {
    await expect(tokens.read(token)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
