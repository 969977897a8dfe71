import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { startNatsServer, startService, until } from '@voxrail/testing';

import { TcpClient } from '../../testing/tcp-client';
import { SOCKET_IO_TARGET } from '../../testing/tcp-stream';

/** The least that may be set. */
const MOST = 10;

describe('TCP connections beyond the limit of a gateway', () => {
  let nats: NatsServer;
  let gateway: ServiceProcess;
  const opened: TcpClient[] = [];

  beforeAll(async () => {
    nats = await startNatsServer();
    gateway = await startService('gateway', {
      VOXRAIL_NATS_URL: nats.url,
      VOXRAIL_MAX_CONNECTIONS: String(MOST),
    });
  });

  afterAll(async () => {
    for (const client of opened) client.destroy();
    await gateway.stop();
    await nats.stop();
  });

  async function stream(): Promise<TcpClient> {
    const client = await TcpClient.upgrade(gateway.publicPort, SOCKET_IO_TARGET);
    opened.push(client);
    return client;
  }

  it('are closed at once and counted, the others are not, and there is room when one has left', async () => {
    for (let count = 0; count < MOST; count += 1) {
      expect((await (await stream()).answer()).status).toBe(101);
    }
    const oneMore = new TcpClient(gateway.publicPort);
    await oneMore.gone();
    const { body } = await gateway.get('/metrics');
    expect(body).toMatch(/connections_refused_total\{reason="full",[^}]*\} 1\n/);
    expect(opened.filter(({ closed }) => closed)).toEqual([]);
    opened[0]?.destroy();
    await until(
      async () => (await stream().catch(() => undefined)) !== undefined,
      15_000,
      'room for another one',
    );
  });
});
