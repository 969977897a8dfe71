import { GatewayBench } from '../../session/testing/gateway-bench';
import { secretKeys } from './account-keys';
import { AccountTokens } from './account-tokens';
import { ApiKeys } from './api-keys';
import { Credentials } from './credentials';
import { SessionCreation } from './session-creation';
import { SessionTokens } from './session-tokens';
import { StreamAdmission } from './stream-admission';
import { GOOD_CLAIMS, NOW_MS, SECRET, withSecret } from './testing/token-maker';

const HERE = { address: '127.0.0.1' };
const ELSEWHERE = { address: '192.0.2.7' };

describe('StreamAdmission', () => {
  const tokens = new SessionTokens(SECRET, () => NOW_MS);
  let bench: GatewayBench;
  let refused: string[];
  let admission: StreamAdmission;

  beforeEach(() => {
    bench = new GatewayBench();
    refused = [];
    const credentials = new Credentials({
      mode: 'development',
      apiKeys: new ApiKeys(null),
      sessionTokens: tokens,
      accountTokens: new AccountTokens({
        keys: secretKeys(SECRET),
        audience: 'voxrail',
        issuer: 'voxrail',
        now: () => NOW_MS,
      }),
      onRefused: (code) => refused.push(code),
    });
    admission = new StreamAdmission(credentials, new SessionCreation(bench.manager, 10));
  });

  async function issued(sid: string): Promise<string> {
    return (await tokens.issue(sid)).token;
  }

  it('makes a session for somebody on this machine', async () => {
    const session = { metadata: { case: 7 } };
    const admitted = await admission.admit({ ...HERE, session });
    expect(admitted).toMatchObject({ expiresAtMs: null, refreshable: false });
    expect(await bench.manager.status(admitted.sid)).toMatchObject({ metadata: { case: 7 } });
  });

  it('makes a session for an account, within what it is granted and until its token ends', async () => {
    const token = withSecret({ ...GOOD_CLAIMS, voxrail: { tools: ['get_time'] } });
    expect(await admission.admit({ ...ELSEWHERE, token })).toMatchObject({
      expiresAtMs: NOW_MS + 60_000,
      refreshable: true,
    });
    const tools = [{ name: 'open_door', description: '', parameters: {} }];
    const wanting = admission.admit({ ...ELSEWHERE, token, session: { tools } });
    await expect(wanting).rejects.toMatchObject({ code: 'forbidden' });
    expect(bench.manager.count).toBe(1);
  });

  it('makes no more sessions than an account may have at a time', async () => {
    const token = withSecret({ ...GOOD_CLAIMS, voxrail: { max_sessions: 1 } });
    const { sid } = await admission.admit({ ...ELSEWHERE, token });
    await expect(admission.admit({ ...ELSEWHERE, token })).rejects.toMatchObject({
      code: 'rate_limited',
    });
    const other = withSecret({ ...GOOD_CLAIMS, sub: 'bob', voxrail: { max_sessions: 1 } });
    await admission.admit({ ...ELSEWHERE, token: other });
    await bench.manager.remove(sid);
    await admission.admit({ ...ELSEWHERE, token });
  });

  it('gives the session of a token, named or not, and no other', async () => {
    const token = await issued('session-a');
    const expected = {
      sid: 'session-a',
      expiresAtMs: NOW_MS + 600_000,
      refreshable: true,
      created: false,
    };
    expect(await admission.admit({ ...ELSEWHERE, token })).toEqual(expected);
    expect(await admission.admit({ ...ELSEWHERE, token, sid: 'session-a' })).toEqual(expected);
    expect(refused).toEqual([]);
    const other = admission.admit({ ...ELSEWHERE, token, sid: 'session-b' });
    await expect(other).rejects.toMatchObject({ code: 'forbidden' });
    expect(refused).toEqual(['forbidden']);
    expect(bench.manager.count).toBe(0);
  });

  it('does not configure a session that has been made', async () => {
    const request = { ...ELSEWHERE, token: await issued('session-a'), session: {} };
    await expect(admission.admit(request)).rejects.toMatchObject({ code: 'bad_request' });
  });

  it.each([
    ['nothing, on this machine', HERE, undefined, 'unauthorized'],
    ['nothing', ELSEWHERE, undefined, 'unauthorized'],
    ['an account’s token', ELSEWHERE, withSecret(), 'forbidden'],
  ])(
    'opens a session that is named by its own token only: %s',
    async (_what, from, token, code) => {
      const admitting = admission.admit({ ...from, token, sid: 'session-a' });
      await expect(admitting).rejects.toMatchObject({ code });
      expect(refused).toEqual([code]);
      expect(bench.manager.count).toBe(0);
    },
  );

  it('makes nothing for somebody without credentials', async () => {
    await expect(admission.admit(ELSEWHERE)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(bench.manager.count).toBe(0);
    expect(bench.workers.requests).toEqual([]);
  });
});
