import { until } from '@voxrail/testing';

import type { CreatedSession } from './sessions-over-http';
import { createSession } from './sessions-over-http';
import { TcpClient } from './tcp-client';

const WAIT_MS = 5_000;

export const SOCKET_IO_TARGET = '/socket.io/?EIO=4&transport=websocket';

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
  const session = await createSession(publicPort, { modalities: ['text'] });
  const target = `/v1/sessions/${session.sid}/stream`;
  const client = await TcpClient.upgrade(publicPort, target, { ...bearer(session), ...headers });
  await until(() => client.texts.some((text) => text.includes('connected')), WAIT_MS, 'connected');
  return { client, session };
}
