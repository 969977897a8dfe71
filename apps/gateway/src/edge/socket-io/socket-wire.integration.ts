import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { createServer } from 'node:http';

import { SystemClock } from '@voxrail/clock';
import { until } from '@voxrail/testing';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { io } from 'socket.io-client';

import { WireChannel } from '../wire-channel';
import { SocketWire } from './socket-wire';

const ONE_SECOND = new Uint8Array(44_100);

describe('a channel on Socket.IO', () => {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'] });
  const accepted: TcpSocket[] = [];

  beforeAll(async () => {
    http.on('connection', (socket: TcpSocket) => accepted.push(socket));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    for (const tcp of accepted) tcp.destroy();
    await server.close();
  });

  async function connect() {
    const connection = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const { port } = http.address() as AddressInfo;
    const client = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      reconnection: false,
    });
    const socket = await connection;
    return { client, socket, channel: new WireChannel(new SocketWire(socket), new SystemClock()) };
  }

  it('delivers everything that was sent before it was closed', async () => {
    const { client, channel } = await connect();
    const received: string[] = [];
    client.onAny((name: string) => received.push(name));
    const gone = new Promise((resolve) => client.once('disconnect', resolve));
    channel.sendAudio(ONE_SECOND, { turn: 1, offset_ms: 0 });
    channel.send('audio_end', { turn: 1, duration_ms: 1_000 });
    channel.close();
    expect(await gone).toBe('io server disconnect');
    client.disconnect();
    expect(received).toEqual(['audio_chunk', 'audio_end']);
  });

  it('notices a client that does not read, once, and does not wait for it to close', async () => {
    const { client, socket, channel } = await connect();
    let slow = 0;
    channel.watchBackpressure(() => {
      slow += 1;
    });
    // Nothing is taken from the client's end of the connection from here on.
    const engine = client.io.engine as unknown as {
      transport: { ws: { _socket: TcpSocket } };
    };
    const tcp = engine.transport.ws._socket;
    tcp.pause();
    for (let second = 0; second < 2_000 && slow === 0; second += 1) {
      channel.sendAudio(ONE_SECOND, { turn: 1, offset_ms: 0 });
      if (second % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(slow).toBe(1);
    channel.sendAudio(ONE_SECOND, { turn: 1, offset_ms: 0 });
    expect(slow).toBe(1);
    channel.close();
    await until(() => socket.conn.readyState === 'closed', 3_000, 'the end of the connection');
    client.disconnect();
    tcp.destroy();
  });
});
