import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';

import { Caller } from '@voxrail/caller';
import { synthesize } from '@voxrail/speech';
import { AwakeClock, Stopwatch, until } from '@voxrail/testing';
import { WebSocket } from 'ws';

import type { RunningNginx } from './support/nginx';
import { startNginx } from './support/nginx';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';
import type { TlsAnswer } from './support/tls-client';
import { ask, UPGRADE } from './support/tls-client';
import type { TlsTunnel } from './support/tls-tunnel';
import { openTlsTunnel } from './support/tls-tunnel';
import { holdTurn, untilAnswering, untilOver } from './support/turns';
import { UpstreamProbe } from './support/upstream-probe';

const STREAM = '/v1/sessions/an-example-session/stream';
const SOCKET_IO = '/socket.io/?EIO=4&transport=websocket';

const SETTINGS = {
  // As deploy/nginx/README.md says: this proxy tells who the client is.
  VOXRAIL_PROXY_HOPS: '1',
  VOXRAIL_SYNTHETIC_LLM_WORDS: '8',
  VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '20',
};

/** `limit_conn` and `burst` of nginx.conf. */
const STREAMS = 50;
const BURST = 50;

/** nginx's own 5 s, and a second for a busy machine. */
const CLOSED_WITHIN_MS = 6_000;

describe('nginx, as deploy/nginx has it, in front of a whole stack', () => {
  let stack: RunningStack;
  let nginx: RunningNginx;
  let tunnel: TlsTunnel;
  let speech: Int16Array;
  const callers: Caller[] = [];
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', env: SETTINGS });
    ends.unshift(() => stack.stop());
    nginx = await startNginx([stack.ports.gateway]);
    ends.unshift(() => nginx.stop());
    tunnel = await openTlsTunnel(nginx.httpsPort, nginx.certificate);
    ends.unshift(() => tunnel.close());
    speech = (await synthesize('Where is the next train station', 'rms')).samples;
  }, 90_000);

  afterEach(async () => {
    await Promise.all(callers.splice(0).map((caller) => caller.hangUp()));
    expect(stack.failures).toEqual([]);
  });

  afterAll(async () => {
    for (const end of ends) await end();
  });

  async function call(): Promise<Caller> {
    const caller = new Caller({ url: tunnel.url });
    callers.push(caller);
    await caller.call();
    return caller;
  }

  it('carries a conversation by voice over Socket.IO', async () => {
    const turn = await holdTurn(await call(), speech);
    expect(turn.transcript).not.toBe('');
  });

  it('carries one over a raw WebSocket, with the token of a session that was made through it', async () => {
    const made = await ask(nginx, '/v1/sessions', { method: 'POST' });
    expect(made.status).toBe(201);
    const { session_id, token } = JSON.parse(made.body) as Readonly<Record<string, string>>;
    const stream = `wss://127.0.0.1:${nginx.httpsPort}/v1/sessions/${session_id ?? ''}/stream`;
    const options = { ca: nginx.certificate, servername: 'localhost' };
    const socket = new WebSocket(stream, ['voice-agent.v1', `token.${token ?? ''}`], options);
    const types: unknown[] = [];
    socket.on('message', (data: Buffer, isBinary) => {
      const { type } = isBinary
        ? { type: 'binary' }
        : (JSON.parse(data.toString()) as { type: string });
      types.push(type);
    });
    await until(() => types.includes('connected'), 5_000, 'the stream');
    expect(socket.protocol).toBe('voice-agent.v1');
    socket.send(JSON.stringify({ type: 'text', text: 'hello' }));
    await until(() => types.includes('turn_metrics'), 20_000, 'the end of a turn');
    expect(types).toContain('binary');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.send(JSON.stringify({ type: 'control', action: 'hangup' }));
    expect(await closed).toBe(1000);
  });

  it('lets the first audio through while the rest is still to come', async () => {
    const caller = await call();
    let endedAtMs = 0;
    let beganAtMs = 0;
    caller.client.on('audio', () => (beganAtMs ||= performance.now()));
    caller.client.on('audio_end', () => (endedAtMs = performance.now()));
    caller.client.text('#words=24');
    const { audioMs } = await untilOver(caller, 1);
    // Audio comes a quarter of a second ahead of real time: what was kept back would come at the end.
    expect(audioMs).toBeGreaterThan(3_000);
    expect(endedAtMs - beganAtMs).toBeGreaterThan(audioMs / 2);
  });

  it('goes on with a call while it is reloaded, in the worker that has it', async () => {
    const caller = await call();
    const before = nginx.workers();
    await untilAnswering(caller, '#words=30', 500);
    nginx.reload();
    await until(
      () => nginx.workers().some((worker) => !before.includes(worker)),
      15_000,
      'workers with the new configuration',
    );
    const turn = await untilOver(caller, 1);
    expect(turn.heard).toBe(turn.agentText);
    await holdTurn(caller, speech);
    expect(nginx.workers().filter((worker) => before.includes(worker))).toHaveLength(1);
    await caller.hangUp();
    await until(
      () => !nginx.workers().some((worker) => before.includes(worker)),
      15_000,
      'the end of the old worker',
    );
  });
});

/** What does not need a conversation is shown with a probe in the gateway's place, which sees what arrives there. */
describe('nginx, as deploy/nginx has it, in front of anything', () => {
  let probe: UpstreamProbe;
  let nginx: RunningNginx;
  const open = new Set<Socket>();

  beforeAll(async () => {
    probe = new UpstreamProbe();
    nginx = await startNginx([await probe.listen()]);
  });

  afterEach(async () => {
    for (const socket of open) socket.destroy();
    open.clear();
    await until(() => probe.upgraded.size === 0, 10_000, 'the end of all upgrades');
    probe.requests.length = 0;
  });

  afterAll(async () => {
    await nginx.stop();
    await probe.close();
  });

  async function upgrade(path: string, from: string): Promise<TlsAnswer> {
    const answer = await ask(nginx, path, { from, headers: UPGRADE });
    if (answer.socket !== undefined) open.add(answer.socket);
    return answer;
  }

  it('refuses a client that knows nothing newer than TLS 1.2, with an alert, within a second', async () => {
    const stopwatch = Stopwatch.start();
    const refusal = await new Promise<unknown>((resolve) => {
      const { httpsPort: port, certificate: ca } = nginx;
      const socket = connectTls({ host: '127.0.0.1', port, ca, maxVersion: 'TLSv1.2' });
      socket.on('error', resolve);
      socket.on('secureConnect', () => {
        resolve(socket.getProtocol());
      });
    });
    expect(refusal).toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    expect(stopwatch.stop()).toBeLessThan(1_000);
    expect(probe.requests).toEqual([]);
  });

  it('speaks TLS 1.3 and promises it for two years', async () => {
    const { status, headers } = await ask(nginx, '/', { from: '127.0.1.1' });
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toBe('max-age=63072000');
    expect(headers['server']).toBe('nginx');
  });

  it('sends plain HTTP to HTTPS, an upgrade as well', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connectTcp(nginx.httpPort, '127.0.0.1');
      const headers = Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}\r\n`);
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('end', () => {
        resolve(text);
      });
      socket.on('error', reject);
      socket.write(`GET ${STREAM} HTTP/1.1\r\nhost: localhost\r\n${headers.join('')}\r\n`);
      setTimeout(() => socket.end(), 200);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 301 /);
    expect(answer).toContain(`\r\nLocation: https://localhost${STREAM}\r\n`);
    expect(answer).not.toContain(' 101 ');
    expect(probe.requests).toEqual([]);
  });

  it.each([SOCKET_IO, STREAM])('upgrades %s', async (path) => {
    const { status } = await upgrade(path, '127.0.1.2');
    expect(status).toBe(101);
    expect(probe.requests).toMatchObject([{ path, upgraded: true }]);
  });

  it.each(['/', '/v1/sessions', '/v1/sessions/an-example-session/status', '/socket.io'])(
    'asks for no upgrade of %s, whatever the client asks for',
    async (path) => {
      const { status } = await upgrade(path, '127.0.1.3');
      expect(status).toBe(200);
      expect(probe.requests).toMatchObject([{ path, upgraded: false }]);
      expect(probe.requests[0]?.headers.upgrade).toBeUndefined();
    },
  );

  it('tells the gateway who the client is, whatever the client says of itself', async () => {
    const headers = {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-host': 'elsewhere.example',
      'x-real-ip': '203.0.113.7',
      forwarded: 'for=203.0.113.7',
      host: 'voice.example:8443',
    };
    await ask(nginx, '/v1/sessions', { from: '127.0.1.4', headers });
    const [request] = probe.requests;
    expect(request?.headers).toMatchObject({
      'x-forwarded-for': '127.0.1.4',
      'x-forwarded-proto': 'https',
      host: 'voice.example:8443',
    });
    expect(request?.headers).not.toHaveProperty('x-forwarded-host');
    expect(request?.headers).not.toHaveProperty('x-real-ip');
    expect(request?.headers).not.toHaveProperty('forwarded');
  });

  it('has room for 50 streams of an address, says `rate_limited` to the next, and lets others in', async () => {
    const from = '127.0.1.5';
    const streams = await Promise.all(
      Array.from({ length: STREAMS }, (_, index) => upgrade(index % 2 ? STREAM : SOCKET_IO, from)),
    );
    expect(streams.map(({ status }) => status)).toEqual(Array(STREAMS).fill(101));
    // Until there is room for more requests: they have a limit of their own.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const stopwatch = Stopwatch.start();
    const refused = await upgrade(STREAM, from);
    expect(stopwatch.stop()).toBeLessThan(500);
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('1');
    expect(JSON.parse(refused.body)).toMatchObject({ error: { code: 'rate_limited' } });
    // What is no stream is not counted, and neither are those of others.
    expect((await ask(nginx, '/v1/sessions', { from })).status).toBe(200);
    expect((await upgrade(STREAM, '127.0.1.6')).status).toBe(101);
    streams[0]?.socket?.destroy();
    await until(() => probe.upgraded.size === STREAMS, 10_000, 'the end of a stream');
    expect((await upgrade(STREAM, from)).status).toBe(101);
  });

  it('answers a flood of requests with 429, and the client beside it as ever', async () => {
    const startedMs = performance.now();
    const flood = Array.from({ length: 150 }, () => ask(nginx, '/', { from: '127.0.1.7' }));
    const beside = await ask(nginx, '/', { from: '127.0.1.8' });
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    const tookS = (performance.now() - startedMs) / 1_000;
    expect(beside.status).toBe(200);
    const passed = statuses.filter((status) => status === 200).length;
    // So many at once, and ten more for each second that it took.
    expect(passed).toBeGreaterThanOrEqual(BURST);
    expect(passed).toBeLessThanOrEqual(BURST + 1 + Math.ceil(10 * tookS));
    expect(statuses.filter((status) => status === 429)).toHaveLength(150 - passed);
    expect(probe.requests).toHaveLength(passed + 1);
  });

  it('closes who is silent, who sends half a header, and who sends half a body', async () => {
    const tls = (said: string): Socket => {
      const { httpsPort: port, certificate: ca } = nginx;
      const host = { host: '127.0.0.1', localAddress: '127.0.1.9', servername: 'localhost' };
      const socket = connectTls({ ...host, port, ca }, () => socket.write(said));
      return socket;
    };
    const slow = [
      connectTcp({ host: '127.0.0.1', port: nginx.httpsPort, localAddress: '127.0.1.9' }),
      tls('GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: '),
      tls('POST /v1/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{'),
    ];
    const stopwatch = Stopwatch.start();
    await Promise.all(
      slow.map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.on('error', () => undefined);
            socket.on('data', () => undefined);
            socket.on('close', () => {
              resolve();
            });
          }),
      ),
    );
    expect(stopwatch.stop()).toBeLessThan(CLOSED_WITHIN_MS);
  });

  it('passes each message of a stream on at once, however small it is', async () => {
    const { socket } = await upgrade(STREAM, '127.0.1.10');
    const [near] = probe.upgraded;
    if (socket === undefined || near === undefined) throw new Error('there was no upgrade');
    const clock = new AwakeClock();
    const delaysMs: number[] = [];
    for (let message = 0; message < 20; message += 1) {
      const sentMs = clock.nowMs();
      const arrived = new Promise((resolve) => socket.once('data', resolve));
      near.write(Buffer.alloc(160, message));
      await arrived;
      delaysMs.push(clock.nowMs() - sentMs);
    }
    clock.stop();
    delaysMs.sort((one, other) => one - other);
    expect(delaysMs[10]).toBeLessThan(50);
    // Nothing waits for what comes after it.
    expect(delaysMs.at(-1)).toBeLessThan(500);
  });

  it('keeps bodies out of files, also while the rest of one is still to come', async () => {
    const half = 'x'.repeat(190 * 1024);
    const { httpsPort: port, certificate: ca } = nginx;
    const socket = connectTls({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    open.add(socket);
    socket.write(
      `POST /v1/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${2 * half.length}\r\n\r\n${half}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const files = readdirSync(nginx.temporaryFolder).flatMap((name) =>
      readdirSync(join(nginx.temporaryFolder, name)),
    );
    expect(files).toEqual([]);
    const answered = new Promise((resolve) => socket.once('data', resolve));
    socket.write(half);
    expect(String(await answered)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('refuses a body over 384 KiB in the shape of all errors', async () => {
    const body = 'x'.repeat(384 * 1024 + 1);
    const answer = await ask(nginx, '/v1/sessions', { method: 'POST', body, from: '127.0.1.11' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'bad_request' } });
  });

  it.each(['/health', '/ready', '/metrics', '/%6detrics', '/x/../metrics'])(
    'has nothing at %s',
    async (path) => {
      expect((await ask(nginx, path, { from: '127.0.1.12' })).status).toBe(404);
      expect(probe.requests).toEqual([]);
    },
  );

  it('logs neither queries nor headers', async () => {
    const headers = { authorization: 'Bearer secret-of-a-header' };
    const path = '/v1/sessions?token=secret-of-a-query';
    await ask(nginx, path, { from: '127.0.1.13', headers });
    await until(() => nginx.log().includes('127.0.1.13 GET /v1/sessions 200'), 10_000, 'a line');
    expect(nginx.log()).not.toContain('secret');
  });

  it('says in the shape of all errors that no gateway is there', async () => {
    const alone = await startNginx([1]);
    try {
      const answer = await ask(alone, '/v1/sessions');
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('2');
      expect(answer.headers['strict-transport-security']).toBeDefined();
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'capacity' } });
    } finally {
      await alone.stop();
    }
  });
});
