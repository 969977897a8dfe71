import type { ServiceProcess, NatsServer } from '@voxrail/testing';
import { startNatsServer, until } from '@voxrail/testing';

import { startGateway } from '../../testing/gateway-stack';
import { createSession } from '../../testing/sessions-over-http';
import type { HttpAnswer } from '../../testing/tcp-client';
import { TcpClient, upgradeRequest } from '../../testing/tcp-client';
import { SOCKET_IO_TARGET } from '../../testing/tcp-stream';

/** RFC 6455's own example, answered by its own example. */
const ACCEPT = 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

describe('the upgrade to a raw WebSocket', () => {
  let nats: NatsServer;
  let gateway: ServiceProcess;
  let target: string;
  let bearer: Record<string, string>;
  const opened: TcpClient[] = [];

  beforeAll(async () => {
    nats = await startNatsServer();
    gateway = await startGateway(nats.url);
  });

  beforeEach(async () => {
    const { sid, token } = await createSession(gateway.publicPort, {});
    target = `/v1/sessions/${sid}/stream`;
    bearer = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  });

  afterEach(() => {
    for (const client of opened.splice(0)) client.destroy();
  });

  afterAll(async () => {
    await gateway.stop();
    await nats.stop();
  });

  async function answerTo(request: string): Promise<HttpAnswer> {
    const client = new TcpClient(gateway.publicPort);
    opened.push(client);
    client.write(request);
    return client.answer();
  }

  async function upgrade(headers: Record<string, string>, at = target): Promise<HttpAnswer> {
    return answerTo(upgradeRequest(at, headers));
  }

  it('is answered as RFC 6455 says', async () => {
    const { status, head } = await upgrade(bearer);
    expect(status).toBe(101);
    expect(head).toContain(ACCEPT);
  });

  it('never compresses', async () => {
    const offer = {
      'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
      ...bearer,
    };
    for (const at of [target, SOCKET_IO_TARGET]) {
      const { status, head } = await upgrade(offer, at);
      expect(status).toBe(101);
      expect(head.toLowerCase()).not.toContain('sec-websocket-extensions');
    }
  });

  it('selects the protocol and not the token', async () => {
    const { status, head } = await upgrade({
      'Sec-WebSocket-Protocol': 'voice-agent.v1, some.other',
      ...bearer,
    });
    expect(status).toBe(101);
    expect(head).toContain('Sec-WebSocket-Protocol: voice-agent.v1');
    expect(head).not.toContain('some.other');
  });

  it.each([
    ['a bad token in the header', { Authorization: 'Bearer nonsense' }],
    ['credentials of another kind', { Authorization: 'Basic YTpi' }],
    [
      'a bad token beside the protocol',
      { 'Sec-WebSocket-Protocol': 'voice-agent.v1, token.nonsense' },
    ],
  ])('refuses %s with 401', async (_what, headers) => {
    const answer = await upgrade(headers);
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'unauthorized' } });
    expect(answer.head).not.toMatch(/^(server|x-powered-by):/im);
  });

  it('has no stream at any other path', async () => {
    for (const at of [
      '/',
      '/v1/sessions',
      '/v1/sessions/short/stream',
      `${target}/more`,
      '/socket.io',
    ]) {
      expect((await upgrade(bearer, at)).status).toBe(404);
    }
  });

  it.each([
    ['no key', { 'Sec-WebSocket-Key': '' }],
    ['a key that is none', { 'Sec-WebSocket-Key': 'short' }],
    ['no version', { 'Sec-WebSocket-Version': '' }],
    ['a version of tomorrow', { 'Sec-WebSocket-Version': '14' }],
    ['another protocol to upgrade to', { Upgrade: 'h2c' }],
    ['a protocol name that is none', { 'Sec-WebSocket-Protocol': 'a b' }],
  ])('is refused with %s', async (_what, headers: Record<string, string>) => {
    expect((await upgrade({ ...bearer, ...headers })).status).toBe(400);
  });

  it('is refused with another method than GET', async () => {
    expect((await answerTo(upgradeRequest(target, bearer, 'POST'))).status).toBe(405);
  });

  it('tells a client whose session has no workers what is missing, and to try later', async () => {
    const client = await TcpClient.upgrade(gateway.publicPort, target, bearer);
    opened.push(client);
    expect(await client.closeCode()).toBe(1013);
    expect(client.texts.map((text) => JSON.parse(text) as unknown)).toEqual([
      expect.objectContaining({ type: 'error', code: 'rail_unavailable', fatal: true }),
    ]);
  });

  it('leaves nothing behind when the client is gone before it is answered', async () => {
    for (let count = 0; count < 50; count += 1) {
      const client = new TcpClient(gateway.publicPort);
      client.write(upgradeRequest(target, bearer));
      client.destroy();
    }
    await until(
      async () =>
        /client_connections\{transport="websocket",[^}]*\} 0\n/.test(
          (await gateway.get('/metrics')).body,
        ),
      15_000,
      'no connections',
    );
    expect((await upgrade(bearer)).status).toBe(101);
  });
});
