import type { Server as HttpServer } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';

import { until } from '@voxrail/testing';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { io } from 'socket.io-client';
import { WebSocket, WebSocketServer } from 'ws';

import type { ClientWire } from '../client-wire';
import { SocketWire } from '../socket-io/socket-wire';
import { WebSocketWire } from '../websocket/web-socket-wire';

/** Both ends of one connection: the gateway's, and a client that keeps what it is sent. */
export interface OpenWire {
  readonly wire: ClientWire;
  /** Names of the messages and `audio`, in the order in which they came. */
  readonly received: string[];
  /** Text of the messages, where the transport sends text. */
  readonly texts: string[];
  /** How the client saw the end. */
  readonly ended: () => string | undefined;
  /** The client takes nothing from the network any more. */
  stopReading(): void;
  stop(): Promise<void>;
}

async function listen(): Promise<{ http: HttpServer; port: number; stop: () => Promise<void> }> {
  const http = createServer();
  const accepted: TcpSocket[] = [];
  http.on('connection', (socket) => accepted.push(socket));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    for (const socket of accepted) socket.destroy();
    await new Promise((resolve) => http.close(resolve));
  };
  return { http, port: (http.address() as AddressInfo).port, stop };
}

export async function openSocketIo(): Promise<OpenWire> {
  const { http, port, stop } = await listen();
  const server = new Server(http, { transports: ['websocket'] });
  const connection = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false });
  const received: string[] = [];
  let ended: string | undefined;
  client.onAny((name: string) => received.push(name === 'audio_chunk' ? 'audio' : name));
  client.on('disconnect', (reason) => {
    ended = reason;
  });
  const wire = new SocketWire(await connection);
  const engine = client.io.engine as unknown as { transport: { ws: { _socket: TcpSocket } } };
  const tcp = engine.transport.ws._socket;
  return {
    wire,
    received,
    texts: [],
    ended: () => ended,
    stopReading: () => tcp.pause(),
    stop: async () => {
      client.disconnect();
      tcp.destroy();
      await stop();
    },
  };
}

export async function openWebSocket(): Promise<OpenWire> {
  const { http, port, stop } = await listen();
  const server = new WebSocketServer({ server: http });
  const connection = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const received: string[] = [];
  const texts: string[] = [];
  let ended: string | undefined;
  client.on('message', (data, isBinary) => {
    const text = (data as Buffer).toString();
    if (!isBinary) texts.push(text);
    received.push(isBinary ? 'audio' : (JSON.parse(text) as { type: string }).type);
  });
  client.on('close', (code) => {
    ended = String(code);
  });
  client.on('error', () => undefined);
  const wire = new WebSocketWire(await connection);
  await until(() => client.readyState === WebSocket.OPEN, 10_000, 'the client');
  return {
    wire,
    received,
    texts,
    ended: () => ended,
    stopReading: () => {
      client.pause();
    },
    stop: async () => {
      client.terminate();
      await stop();
    },
  };
}
