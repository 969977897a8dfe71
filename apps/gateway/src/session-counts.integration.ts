import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { startNatsServer, until } from '@voxrail/testing';

import { hashOfApiKey, newApiKey } from './edge/credentials/api-key';
import type { RestAnswer } from './edge/rest/testing/rest-caller';
import { RestCaller } from './edge/rest/testing/rest-caller';
import { startGateway } from './testing/gateway-stack';

const MOST = 3;

/** The lease of a gateway lasts 5 s then. */
const GRACE_MS = 2_000;
const LEASE_MS = 5_000;

describe('the sessions of an API key, at two gateways', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-counts-'));
  const key = newApiKey();
  let nats: NatsServer;
  let [one, other]: ServiceProcess[] = [];

  beforeAll(async () => {
    const keysFile = join(folder, 'keys.json');
    const entry = { id: 'web', hash: hashOfApiKey(key), max_sessions: MOST };
    writeFileSync(keysFile, JSON.stringify({ keys: [entry] }));
    nats = await startNatsServer();
    const env = {
      VOXRAIL_API_KEYS_FILE: keysFile,
      VOXRAIL_RECONNECT_GRACE_MS: String(GRACE_MS),
    };
    [one, other] = await Promise.all([startGateway(nats.url, env), startGateway(nats.url, env)]);
  });

  afterAll(async () => {
    await Promise.all([one?.stop(), other?.stop()]);
    await nats.stop();
    rmSync(folder, { recursive: true });
  });

  function rest(gateway: ServiceProcess | undefined): RestCaller {
    return new RestCaller(gateway?.publicPort ?? 0);
  }

  async function make(gateway: ServiceProcess | undefined): Promise<RestAnswer> {
    return rest(gateway).post('/v1/sessions', { apiKey: key });
  }

  async function end(gateway: ServiceProcess | undefined, { body }: RestAnswer): Promise<void> {
    const path = `/v1/sessions/${String(body['session_id'])}`;
    const { status } = await rest(gateway).delete(path, { token: String(body['token']) });
    expect(status).toBe(204);
  }

  it('are never more than it may have, however many are asked for at once, and where', async () => {
    const asking = Array.from({ length: 20 }, async (_, i) => make(i % 2 === 0 ? one : other));
    const answers = await Promise.all(asking);
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(MOST);
    for (const { status, code } of answers.filter((answer) => !made.includes(answer))) {
      expect([status, code]).toEqual([429, 'rate_limited']);
    }
    const { body } = (await other?.get('/metrics')) ?? { body: '' };
    expect(body).toMatch(/sessions_refused_total\{reason="account_full".*\} [1-9]/);
    // Any gateway ends any session, and the place is free at each of them.
    for (const answer of made) await end(one, answer);
    await until(async () => (await make(other)).status === 201, 10_000, 'a free place');
  });

  it('that a killed gateway had count for a while, and then no more', async () => {
    const free = async (): Promise<boolean> => (await make(one)).status === 201;
    await until(async () => !(await free()), 10_000, 'no free place');
    await one?.kill();
    expect((await make(other)).status).toBe(429);
    await until(async () => (await make(other)).status === 201, LEASE_MS + 3_000, 'a free place');
  });
});
