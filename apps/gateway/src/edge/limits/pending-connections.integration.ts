import type { Socket } from 'node:net';
import { connect } from 'node:net';

import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { startNatsServer, startService, until } from '@voxrail/testing';

import { TcpClient } from '../../testing/tcp-client';
import { SOCKET_IO_TARGET } from '../../testing/tcp-stream';

const STREAMS = 10;
const PENDING = 2 * STREAMS;

interface Silent {
  readonly socket: Socket;
  closed: boolean;
}

describe('connections on which nothing is said', () => {
  let nats: NatsServer;
  let gateway: ServiceProcess;
  const held: Silent[] = [];

  beforeAll(async () => {
    nats = await startNatsServer();
    gateway = await startService('gateway', {
      VOXRAIL_NATS_URL: nats.url,
      VOXRAIL_CONNECTIONS_FROM_LOOPBACK: String(STREAMS),
    });
  });

  afterEach(() => {
    for (const { socket } of held.splice(0)) socket.destroy();
  });

  afterAll(async () => {
    await gateway.stop();
    await nats.stop();
  });

  /** @param localAddress another address of this machine is another client */
  function silent(localAddress: string): Silent {
    const socket = connect({ port: gateway.publicPort, host: '127.0.0.1', localAddress });
    const client: Silent = { socket, closed: false };
    socket.on('error', () => undefined);
    socket.on('close', () => {
      client.closed = true;
    });
    held.push(client);
    return client;
  }

  it('are closed at once when an address has too many, and others have theirs', async () => {
    const flood = Array.from({ length: 3 * PENDING }, () => silent('127.0.0.2'));
    await until(
      () => flood.filter(({ closed }) => closed).length === 2 * PENDING,
      10_000,
      'closes',
    );
    const response = await fetch(`http://127.0.0.1:${gateway.publicPort}/nothing`);
    expect(response.status).toBe(404);
    const { body } = await gateway.get('/metrics');
    expect(body).toMatch(/connections_refused_total\{reason="too_many_pending",[^}]*\} 40/);
  });

  it('are not those that became streams', async () => {
    for (let count = 0; count < STREAMS; count += 1) {
      await TcpClient.upgrade(gateway.publicPort, SOCKET_IO_TARGET).then((client) => {
        expect(client.closed).toBe(false);
      });
    }
    // What else asks the gateway keeps a connection or two.
    const others = Array.from({ length: PENDING - 2 }, () => silent('127.0.0.1'));
    await until(() => others.every(({ socket }) => !socket.connecting), 10_000, 'connections');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(others.filter(({ closed }) => closed)).toHaveLength(0);
  });
});
