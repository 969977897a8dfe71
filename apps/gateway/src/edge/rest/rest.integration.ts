import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MessageBus } from '@voxrail/messaging';
import { connectMessageBus } from '@voxrail/messaging';
import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { startNatsServer, startService, Stopwatch, until } from '@voxrail/testing';

import { hashOfApiKey, newApiKey } from '../credentials/api-key';
import { SessionTokens } from '../credentials/session-tokens';
import { GOOD_CLAIMS, handMade, SECRET, withSecret } from '../credentials/testing/token-maker';
import { RestCaller } from './testing/rest-caller';

const UNAUTHORIZED = {
  error: { code: 'unauthorized', message: 'credentials are missing or not valid' },
};

/** Revoking is to work within these (security checklist 7). */
const REFUSED_WITHIN_MS = 5_000;
const ENDED_WITHIN_MS = 10_000;

describe('REST in production mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-rest-'));
  const keysFile = join(folder, 'keys.json');
  const [key, limitedKey] = [newApiKey(), newApiKey()];
  const limited = {
    id: 'limited',
    hash: hashOfApiKey(limitedKey),
    tools: ['get_time'],
    max_sessions: 1,
  };
  let nats: NatsServer;
  let gateway: ServiceProcess;
  let bus: MessageBus;
  let rest: RestCaller;

  function writeKeys(...keys: readonly object[]): void {
    writeFileSync(keysFile, JSON.stringify({ keys }));
  }

  beforeAll(async () => {
    writeKeys({ id: 'web', hash: hashOfApiKey(key) }, limited);
    nats = await startNatsServer();
    gateway = await startService('gateway', {
      VOXRAIL_NATS_URL: nats.url,
      VOXRAIL_MODE: 'production',
      VOXRAIL_JWT_SECRET: SECRET,
      VOXRAIL_API_KEYS_FILE: keysFile,
      VOXRAIL_PUBLIC_URL: 'https://talk.example.org',
      VOXRAIL_ALLOWED_ORIGINS: 'https://app.example.org',
    });
    rest = new RestCaller(gateway.publicPort);
    bus = await connectMessageBus({ url: nats.url, name: 'test' });
  });

  afterAll(async () => {
    await bus.close();
    await gateway.stop();
    await nats.stop();
    rmSync(folder, { recursive: true });
  });

  function accountToken(claims: object = {}): string {
    return withSecret({ ...GOOD_CLAIMS, exp: Math.floor(Date.now() / 1_000) + 60, ...claims });
  }

  async function makeSession(): Promise<{ readonly sid: string; readonly token: string }> {
    const { body } = await rest.post('/v1/sessions', { apiKey: key });
    return { sid: String(body['session_id']), token: String(body['token']) };
  }

  it('makes a session for an API key and for an account, and tells of it', async () => {
    for (const credentials of [{ apiKey: key }, { token: accountToken() }]) {
      const made = await rest.post('/v1/sessions', credentials, { metadata: { case: 7 } });
      expect(made.status).toBe(201);
      expect(made.body).toEqual({
        session_id: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/) as unknown,
        token: expect.any(String) as unknown,
        expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
        stream_url: `wss://talk.example.org/v1/sessions/${String(made.body['session_id'])}/stream`,
      });
      const token = String(made.body['token']);
      const path = `/v1/sessions/${String(made.body['session_id'])}`;
      const status = await rest.get(`${path}/status`, { token });
      expect([status.status, status.body]).toEqual([
        200,
        expect.objectContaining({ state: 'created', turn: 0, metadata: { case: 7 } }),
      ]);
      const answered = await rest.post(`${path}/tools`, { token }, { request_id: 'x', result: 1 });
      expect([answered.status, answered.code]).toEqual([404, 'tool_request_not_found']);
      const ended = await rest.delete(path, { token });
      expect([ended.status, ended.text]).toEqual([204, '']);
      const gone = await rest.get(`${path}/status`, { token });
      expect([gone.status, gone.code]).toEqual([404, 'session_not_found']);
      expect((await rest.delete(path, { token })).status).toBe(404);
    }
  });

  it('gives one same answer to everybody whose credentials are bad', async () => {
    const token = accountToken();
    const bad = [
      {},
      { token: accountToken({ aud: 'else' }) },
      { token: accountToken({ iss: 'else' }) },
      { token: accountToken({ nbf: Math.floor(Date.now() / 1_000) + 60 }) },
      { token: handMade({ alg: 'none' }, GOOD_CLAIMS, null) },
      { token: token.slice(0, -2) },
      { token: `${token}${'A'.repeat(8_000)}` },
      { apiKey: newApiKey() },
      { apiKey: 'x' },
      { headers: { authorization: 'Basic dXNlcjpwYXNz' } },
    ];
    for (const credentials of bad) {
      const stopwatch = Stopwatch.start();
      const { status, body } = await rest.post('/v1/sessions', credentials);
      expect([status, body]).toEqual([401, UNAUTHORIZED]);
      expect(stopwatch.stop()).toBeLessThan(200);
    }
    const late = await rest.post('/v1/sessions', { token: accountToken({ exp: 1_000 }) });
    expect([late.status, late.code]).toEqual([401, 'session_expired']);
  });

  it('says nothing to the broker and makes nothing for somebody without credentials', async () => {
    const heard: string[] = [];
    const listening = bus.subscribe('va.>', (_data, subject) => heard.push(subject));
    await bus.flush();
    await rest.post('/v1/sessions', {});
    await rest.post('/v1/sessions', { token: 'abc' });
    await bus.flush();
    listening.unsubscribe();
    expect(heard).toEqual([]);
    const { body } = await gateway.get('/health');
    expect(JSON.parse(body)).toMatchObject({ active_sessions: 0 });
  });

  it('takes no token from the address, and writes none into the log', async () => {
    const token = accountToken();
    const { status } = await rest.post(`/v1/sessions?token=${token}&api_key=${key}`, {});
    expect(status).toBe(401);
    await rest.post('/v1/sessions', { token });
    const log = JSON.stringify(gateway.log) + gateway.output.join('\n');
    expect(log).not.toContain(token);
    expect(log).not.toContain(key);
  });

  async function forbiddenCount(): Promise<number> {
    const { body } = await gateway.get('/metrics');
    const found = /voice_agent_credentials_refused_total\{.*code="forbidden".*\} (\d+)/.exec(body);
    return Number(found?.[1] ?? 0);
  }

  it('keeps the token of one session from another, and counts that', async () => {
    const [one, other] = [await makeSession(), await makeSession()];
    const before = await forbiddenCount();
    const calls = [
      await rest.get(`/v1/sessions/${other.sid}/status`, { token: one.token }),
      await rest.post(`/v1/sessions/${other.sid}/tools`, { token: one.token }, { request_id: 'x' }),
      await rest.delete(`/v1/sessions/${other.sid}`, { token: one.token }),
      await rest.delete('/v1/sessions/no-such-session', { token: one.token }),
      await rest.post('/v1/sessions', { token: one.token }),
      await rest.delete(`/v1/sessions/${other.sid}`, { apiKey: key }),
    ];
    for (const { status, code } of calls) expect([status, code]).toEqual([403, 'forbidden']);
    expect(await forbiddenCount()).toBe(before + calls.length);
    for (const { sid, token } of [one, other]) {
      expect((await rest.delete(`/v1/sessions/${sid}`, { token })).status).toBe(204);
    }
  });

  it('does not tell whether a session is there to somebody without its token', async () => {
    const { sid, token } = await makeSession();
    for (const id of [sid, 'no-such-session', '..%2F..', '%00']) {
      const { status, body } = await rest.get(`/v1/sessions/${id}/status`, {});
      expect([status, body]).toEqual([401, UNAUTHORIZED]);
    }
    await rest.delete(`/v1/sessions/${sid}`, { token });
    const stranger = await new SessionTokens(SECRET).issue('session-that-never-was');
    const missing = await rest.get('/v1/sessions/session-that-never-was/status', stranger);
    expect([missing.status, missing.code]).toEqual([404, 'session_not_found']);
  });

  it('keeps a session within what its key is granted', async () => {
    const tool = { name: 'open_door', description: '', parameters: {} };
    const wanted = await rest.post('/v1/sessions', { apiKey: limitedKey }, { tools: [tool] });
    expect([wanted.status, wanted.code]).toEqual([403, 'forbidden']);
    const first = await rest.post('/v1/sessions', { apiKey: limitedKey });
    expect(first.status).toBe(201);
    const second = await rest.post('/v1/sessions', { apiKey: limitedKey });
    expect([second.status, second.code]).toEqual([429, 'rate_limited']);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    const token = String(first.body['token']);
    await rest.delete(`/v1/sessions/${String(first.body['session_id'])}`, { token });
  });

  it('lets no page in that is not on the list', async () => {
    const origins = [
      'https://evil.example',
      'https://app.example.org.evil.example',
      'https://evil-app.example.org',
      'null',
    ];
    for (const origin of origins) {
      const { status, code } = await rest.post('/v1/sessions', {
        apiKey: key,
        headers: { origin },
      });
      expect([status, code]).toEqual([403, 'forbidden']);
    }
    const headers = { origin: 'https://app.example.org' };
    const { status, body } = await rest.post('/v1/sessions', { apiKey: key, headers });
    expect(status).toBe(201);
    await rest.delete(`/v1/sessions/${String(body['session_id'])}`, {
      token: String(body['token']),
    });
  });

  it('ends the sessions of a key that is revoked, and takes it no more', async () => {
    const { sid, token } = await makeSession();
    writeKeys(limited);
    const sinceRevoked = Stopwatch.start();
    const refused = async (): Promise<boolean> =>
      (await rest.post('/v1/sessions', { apiKey: key })).status === 401;
    await until(refused, REFUSED_WITHIN_MS, 'a refused key');
    const ended = async (): Promise<boolean> =>
      (await rest.get(`/v1/sessions/${sid}/status`, { token })).status === 404;
    await until(ended, ENDED_WITHIN_MS - sinceRevoked.stop(), 'an ended session');
    writeKeys({ id: 'web', hash: hashOfApiKey(key) }, limited);
    await until(async () => !(await refused()), REFUSED_WITHIN_MS, 'a key that is back');
  });
});
