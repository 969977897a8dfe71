import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { startNatsServer, startService, Stopwatch, until } from '@voxrail/testing';

import { TcpClient, upgradeRequest } from '../../testing/tcp-client';
import { SOCKET_IO_TARGET } from '../../testing/tcp-stream';

const CONNECTIONS = 20;
const HANDSHAKES_PER_SECOND = 10;
const BURST = 5 * HANDSHAKES_PER_SECOND;
const RAW_TARGET = '/v1/sessions/no-such-session/stream';

/** Addresses of documentation (RFC 5737): nobody has them. */
const ADDRESS = {
  crowd: '198.51.100.1',
  other: '198.51.100.2',
  flood: '203.0.113.9',
  forger: '192.0.2.7',
};

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('what stands before a stream, behind one proxy', () => {
  let nats: NatsServer;
  let gateway: ServiceProcess;
  const opened: TcpClient[] = [];

  beforeAll(async () => {
    nats = await startNatsServer();
    gateway = await startService('gateway', {
      VOXRAIL_NATS_URL: nats.url,
      VOXRAIL_ALLOWED_ORIGINS: 'https://talk.example.org',
      VOXRAIL_PROXY_HOPS: '1',
      VOXRAIL_CONNECTIONS_PER_ADDRESS: String(CONNECTIONS),
      VOXRAIL_HANDSHAKES_PER_SECOND: String(HANDSHAKES_PER_SECOND),
    });
  });

  afterEach(() => {
    for (const client of opened.splice(0)) client.destroy();
  });

  afterAll(async () => {
    await gateway.stop();
    await nats.stop();
  });

  /** Somebody behind the proxy, who may have written a header of his own. */
  async function from(forwardedFor: string, target = SOCKET_IO_TARGET): Promise<TcpClient> {
    const headers = { 'X-Forwarded-For': forwardedFor };
    const client = await TcpClient.upgrade(gateway.publicPort, target, headers);
    opened.push(client);
    return client;
  }

  async function statusFrom(forwardedFor: string): Promise<number> {
    return (await (await from(forwardedFor)).answer()).status;
  }

  it('refuses connection 21 of an address with 429, and takes one again when one has left', async () => {
    for (let count = 0; count < CONNECTIONS; count += 1) {
      expect(await statusFrom(ADDRESS.crowd)).toBe(101);
    }
    const stopwatch = Stopwatch.start();
    const answer = await (await from(ADDRESS.crowd)).answer();
    expect(stopwatch.stop()).toBeLessThan(200);
    expect(answer.status).toBe(429);
    expect(answer.head).toContain('Retry-After: 1');
    expect(JSON.parse(answer.body)).toEqual({
      error: { code: 'rate_limited', message: 'too many connections from this address' },
    });
    expect(await statusFrom(ADDRESS.other)).toBe(101);
    opened[0]?.destroy();
    const hasRoom = async (): Promise<boolean> => {
      // As often as handshakes may be made.
      await pause(1_000 / HANDSHAKES_PER_SECOND);
      return (await statusFrom(ADDRESS.crowd)) === 101;
    };
    await until(hasRoom, 5_000, 'room for another one');
  });

  it('counts an address by what the proxy says, whatever was written before it', async () => {
    for (let count = 0; count < CONNECTIONS; count += 1) {
      expect(await statusFrom(`10.1.1.${count}, ${ADDRESS.forger}`)).toBe(101);
    }
    expect(await statusFrom(`10.1.1.99, ${ADDRESS.forger}`)).toBe(429);
    expect(await statusFrom(ADDRESS.forger)).toBe(429);
  });

  it('lets of 200 handshakes a second the configured rate pass, and others are not slower', async () => {
    const statuses: number[] = [];
    const honestMs: number[] = [];
    const startedMs = performance.now();
    for (let count = 0; count < 400; count += 1) {
      void statusFrom(ADDRESS.flood).then((status) => {
        statuses.push(status);
        opened.shift()?.destroy();
      });
      if (count % 20 === 0) {
        const stopwatch = Stopwatch.start();
        expect(await statusFrom(`192.0.2.${100 + count / 20}`)).toBe(101);
        honestMs.push(stopwatch.stop());
      }
      await pause(5);
    }
    await until(() => statuses.length === 400, 20_000, 'all answers');
    const seconds = (performance.now() - startedMs) / 1_000;
    const passed = statuses.filter((status) => status === 101).length;
    expect(passed).toBeLessThanOrEqual(BURST + seconds * HANDSHAKES_PER_SECOND + 1);
    expect(statuses.filter((status) => status === 429)).toHaveLength(400 - passed);
    expect(Math.max(...honestMs)).toBeLessThan(300);
  });

  it.each([
    ['https://talk.example.org', 101],
    ['https://evil.example', 403],
    ['https://talk.example.org.evil.example', 403],
    ['https://eviltalk.example.org', 403],
    ['https://evil-talk.example.org', 403],
    ['null', 403],
  ])('answers a page of %s with %d before the upgrade', async (origin, status) => {
    const headers = { Origin: origin, 'X-Forwarded-For': '198.51.100.33' };
    const client = await TcpClient.upgrade(gateway.publicPort, SOCKET_IO_TARGET, headers);
    opened.push(client);
    expect((await client.answer()).status).toBe(status);
    const raw = await TcpClient.upgrade(gateway.publicPort, RAW_TARGET, headers);
    opened.push(raw);
    // The raw WebSocket wants credentials as well.
    expect((await raw.answer()).status).toBe(status === 101 ? 401 : 403);
  });

  it('says in its metrics what it refused, and nothing about whom', async () => {
    const { body } = await gateway.get('/metrics');
    for (const reason of [
      'too_many_connections',
      'too_many_handshakes',
      'origin',
      'unauthorized',
    ]) {
      expect(body).toMatch(
        new RegExp(`connections_refused_total\\{reason="${reason}",[^}]*\\} [1-9]`),
      );
    }
    expect(body).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
    const logged = JSON.stringify(gateway.log);
    for (const address of Object.values(ADDRESS)) expect(logged).not.toContain(address);
  });

  it('ends a connection on which nothing comes, within 6 s', async () => {
    const client = new TcpClient(gateway.publicPort);
    opened.push(client);
    await client.gone(6_000);
  });

  it('answers half a header line with 408, within 6 s', async () => {
    const client = new TcpClient(gateway.publicPort);
    opened.push(client);
    client.write('GET /socket.io/?EIO=4 HTTP/1.1\r\nHo');
    await client.gone(6_000);
    expect((await client.answer()).status).toBe(408);
  });

  it('does not wait longer for a client that sends its headers letter by letter', async () => {
    const client = new TcpClient(gateway.publicPort);
    opened.push(client);
    const stopwatch = Stopwatch.start();
    const request = upgradeRequest(SOCKET_IO_TARGET);
    for (let at = 0; at < request.length && !client.closed; at += 1) {
      client.write(request.charAt(at));
      await pause(50);
    }
    expect(client.closed).toBe(true);
    expect(stopwatch.stop()).toBeLessThan(6_500);
  });

  it('ends a Socket.IO connection that does not ask to connect, within 8 s', async () => {
    const client = await from('198.51.100.44');
    expect((await client.answer()).status).toBe(101);
    await client.gone(8_000);
  });

  it('counts those that were too slow: silent, half a line, letter by letter, without a connect', async () => {
    const { body } = await gateway.get('/metrics');
    const [, count] =
      /connections_closed_total\{reason="slow_handshake",[^}]*\} (\d+)/.exec(body) ?? [];
    expect(Number(count)).toBeGreaterThanOrEqual(3);
  });
});
