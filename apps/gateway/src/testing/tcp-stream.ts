import { until } from '@voxrail/testing';

import type { CreatedSession } from './sessions-over-http';
import { createSession } from './sessions-over-http';
import { TcpClient } from './tcp-client';
import { OPCODE } from './web-socket-frame';

const WAIT_MS = 10_000;

export const SOCKET_IO_TARGET = '/socket.io/?EIO=4&transport=websocket';

/** What a session that is only there to be written to needs. */
const SESSION = { modalities: ['text'] };

export interface TcpStream {
  readonly client: TcpClient;
  readonly session: CreatedSession;
}

function bearer({ token }: CreatedSession): Record<string, string> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

/** Opens a session's raw WebSocket by hand and waits for `connected`. */
export async function openTcpStream(
  publicPort: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<TcpStream> {
  const session = await createSession(publicPort, SESSION);
  return { client: await joinTcpStream(publicPort, session, headers), session };
}

/** The same over Socket.IO. */
export async function openTcpSocketIo(publicPort: number): Promise<TcpStream> {
  const session = await createSession(publicPort, SESSION);
  return { client: await joinTcpSocketIo(publicPort, session), session };
}

/** Opens the raw WebSocket of a session that there is. @throws Error where the gateway refuses it */
export async function joinTcpStream(
  publicPort: number,
  session: CreatedSession,
  headers: Readonly<Record<string, string>> = {},
): Promise<TcpClient> {
  const target = `/v1/sessions/${session.sid}/stream`;
  return connected(await TcpClient.upgrade(publicPort, target, { ...bearer(session), ...headers }));
}

/** The same over Socket.IO. */
export async function joinTcpSocketIo(
  publicPort: number,
  { token }: CreatedSession,
): Promise<TcpClient> {
  const client = await TcpClient.upgrade(publicPort, SOCKET_IO_TARGET);
  client.send({ opcode: OPCODE.text, payload: `40${JSON.stringify({ token })}` });
  return connected(client);
}

async function connected(client: TcpClient): Promise<TcpClient> {
  const isOpen = (): boolean => client.texts.some((said) => said.includes('"connected"'));
  // Socket.IO refuses with a packet of its own.
  const isRefused = (): boolean =>
    client.closed || client.texts.some((said) => said.startsWith('44'));
  await until(() => isOpen() || isRefused(), WAIT_MS, 'connected');
  if (isOpen()) return client;
  client.destroy();
  throw new Error('the session could not be opened');
}
