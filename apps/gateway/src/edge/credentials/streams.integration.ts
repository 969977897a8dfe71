import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '@voxrail/testing';

import type { GatewayStack } from '../../testing/gateway-stack';
import { startGatewayStack } from '../../testing/gateway-stack';
import { released } from '../../testing/held-sessions';
import { SocketIoCaller } from '../../testing/socket-io-caller';
import { WebSocketCaller } from '../../testing/web-socket-caller';
import { hashOfApiKey, newApiKey } from './api-key';
import { SessionTokens } from './session-tokens';
import { GOOD_CLAIMS, SECRET, withSecret } from './testing/token-maker';

jest.setTimeout(120_000);

/** Security checklist 7. */
const ENDED_WITHIN_MS = 10_000;

const TEXT_ONLY = { modalities: ['text'] };

describe('streams in production mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-streams-'));
  const keysFile = join(folder, 'keys.json');
  const key = newApiKey();
  const entry = { id: 'web', hash: hashOfApiKey(key) };
  const tokens = new SessionTokens(SECRET);
  let stack: GatewayStack;
  let port: number;

  beforeAll(async () => {
    writeFileSync(keysFile, JSON.stringify({ keys: [entry] }));
    stack = await startGatewayStack({
      VOXRAIL_MODE: 'production',
      VOXRAIL_JWT_SECRET: SECRET,
      VOXRAIL_API_KEYS_FILE: keysFile,
    });
    port = stack.gateway.publicPort;
  });

  afterAll(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true });
  });

  function accountToken(expiresInS: number): string {
    return withSecret({ ...GOOD_CLAIMS, exp: Math.floor(Date.now() / 1_000) + expiresInS });
  }

  it.each([
    ['nothing', {}],
    ['a bad token', { token: 'abc' }],
    ['a token of 20 KB', { token: 'A'.repeat(20_000) }],
    ['a key that nobody has', { api_key: newApiKey() }],
  ])('are not opened over Socket.IO by %s', async (_what, auth) => {
    const caller = new SocketIoCaller(port, auth);
    expect(await caller.refused()).toEqual({
      code: 'unauthorized',
      message: 'credentials are missing or not valid',
    });
    caller.close();
  });

  it('are opened by a key, and again by the session’s token on either transport', async () => {
    const first = await new SocketIoCaller(port, { api_key: key, session: TEXT_ONLY }).opened();
    const { session_id: sid, token } = await first.next('connected');
    const second = await new SocketIoCaller(port, { token }).opened();
    expect(await second.next('connected')).toMatchObject({ session_id: sid, resumed: true });
    expect(await first.next('session_ending')).toMatchObject({ reason: 'replaced' });
    const third = await new WebSocketCaller({ publicPort: port, sid, token }).opened();
    expect(await second.next('session_ending')).toMatchObject({ reason: 'replaced' });
    third.send('refresh');
    expect((await third.next('token')).token).toEqual(expect.any(String));
    third.send('control', { action: 'hangup' });
    await third.gone();
    first.close();
    second.close();
    await released(stack);
  });

  it('are refused before the upgrade without a token of theirs', async () => {
    const sid = 'session-that-never-was';
    const own = (await tokens.issue(sid)).token;
    const other = (await tokens.issue('another-session')).token;
    const tries = [
      [undefined, 401],
      ['abc', 401],
      [accountToken(60), 403],
      [other, 403],
      [own, 404],
    ] as const;
    for (const [token, status] of tries) {
      const caller = new WebSocketCaller({ publicPort: port, sid, token });
      const refused = await until(() => caller.refusedStatus, 5_000, 'a refused upgrade');
      expect([token, refused]).toEqual([token, status]);
      caller.close();
    }
  });

  it('end when the key that made them is revoked', async () => {
    const caller = await new SocketIoCaller(port, { api_key: key, session: TEXT_ONLY }).opened();
    writeFileSync(keysFile, JSON.stringify({ keys: [] }));
    const ending = await until(() => caller.all('session_ending')[0], ENDED_WITHIN_MS, 'the end');
    expect(ending).toMatchObject({ reason: 'expired' });
    await caller.gone();
    await released(stack);
    writeFileSync(keysFile, JSON.stringify({ keys: [entry] }));
  });

  it('write no credential into the log', () => {
    const log = JSON.stringify(stack.gateway.log) + stack.gateway.output.join('\n');
    expect(log).not.toContain(key);
    expect(log).not.toContain(SECRET);
    expect(log).not.toMatch(/eyJ[A-Za-z0-9_-]{20,}/);
  });
});
