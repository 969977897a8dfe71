import { createSession } from './sessions-over-http';
import { SocketIoCaller } from './socket-io-caller';
import type { TestCaller } from './test-caller';
import { WebSocketCaller } from './web-socket-caller';

/** One way of holding a session, for tests that have to hold on each. */
export interface TestTransport {
  readonly name: string;
  /** How a caller sees the end of its connection, for a reason of `session_ending`. */
  readonly ends: Readonly<Record<'hangup' | 'bad_requests' | 'too_fast' | 'too_large', string>>;
  /** Opens a session of this configuration; the connection need not be open yet. */
  connect(publicPort: number, session: Readonly<Record<string, unknown>>): Promise<TestCaller>;
}

const BY_SERVER = 'io server disconnect';

const SOCKET_IO: TestTransport = {
  name: 'Socket.IO',
  ends: {
    hangup: BY_SERVER,
    bad_requests: BY_SERVER,
    too_fast: BY_SERVER,
    too_large: 'transport close',
  },
  connect: async (publicPort, session) =>
    Promise.resolve(new SocketIoCaller(publicPort, { session })),
};

const RAW_WEB_SOCKET: TestTransport = {
  name: 'raw WebSocket',
  ends: { hangup: '1000', bad_requests: '4400', too_fast: '4429', too_large: '1009' },
  connect: async (publicPort, session) => {
    const created = await createSession(publicPort, session);
    return new WebSocketCaller({ publicPort, ...created });
  },
};

export const TRANSPORTS: readonly TestTransport[] = [SOCKET_IO, RAW_WEB_SOCKET];
