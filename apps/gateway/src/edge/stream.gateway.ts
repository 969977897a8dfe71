import { Inject } from '@nestjs/common';
import type { OnGatewayInit } from '@nestjs/websockets';
import { WebSocketGateway } from '@nestjs/websockets';
import type { Clock } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK } from '@voxrail/service';
import type { Server, Socket } from 'socket.io';

import type { AgentRail } from '../session/agent-rail';
import { ConnectionManager } from '../session/connection-manager';
import type { SessionGrants } from '../session/session-grants';
import { readConnectRequest } from './connect-request';
import { OriginPolicy } from './origin-policy';
import { presentable, serveSession } from './session-socket';
import { SocketChannel } from './socket-channel';

/** Protocol section 2: any message over 64 KiB closes the connection. */
const MAX_MESSAGE_BYTES = 65_536;

/** A caller that is gone is noticed within 15 s, also when its network just went silent. */
const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 5_000;

/** Opening a session takes two silent claims (1 s) at most. */
const CONNECT_TIMEOUT_MS = 5_000;

interface OpenSession {
  readonly rail: AgentRail;
  readonly channel: SocketChannel;
}

/** Nobody is asked for credentials yet. */
const ANYTHING: SessionGrants = { tools: null, maxDurationS: null, owner: 'local' };

/**
 * Sessions over Socket.IO. Messages do not take Nest's way through pipes and observables: audio
 * comes 50 times a second, and each event that is not known has to be refused.
 */
@WebSocketGateway({
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  maxHttpBufferSize: MAX_MESSAGE_BYTES,
  pingInterval: PING_INTERVAL_MS,
  pingTimeout: PING_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
})
export class StreamGateway implements OnGatewayInit<Server> {
  private readonly sessions = new WeakMap<Socket, OpenSession>();

  public constructor(
    @Inject(ConnectionManager) private readonly connections: ConnectionManager,
    @Inject(OriginPolicy) private readonly origins: OriginPolicy,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  public afterInit(server: Server): void {
    server.use((socket, next) => {
      this.open(socket).then(
        () => {
          next();
        },
        (error: unknown) => {
          const { code, message, retryable } = presentable(error, this.logger);
          this.logger.info('a connect was refused', { code });
          next(Object.assign(new Error(message), { data: { code, retryable } }));
        },
      );
    });
    server.on('connection', (socket) => {
      const session = this.sessions.get(socket);
      if (session === undefined) return;
      serveSession(socket, session.rail, this.clock, this.logger);
      session.rail.start(session.channel);
    });
  }

  /** Opens the session before the connect is answered, so that a refusal is the answer. */
  private async open(socket: Socket): Promise<void> {
    const { address, headers, auth } = socket.handshake;
    this.origins.check({ address, origin: headers.origin, host: headers.host });
    const request = readConnectRequest(auth);
    const channel = new SocketChannel(socket, this.clock);
    const sid = await this.connections.create(request, ANYTHING);
    const rail = await this.attach(sid, channel);
    this.sessions.set(socket, { rail, channel });
    channel.watchBackpressure(() => {
      rail.end('slow');
    });
    const lose = (): void => {
      this.connections.detached(sid, channel);
    };
    // The connection may have gone while the session was being opened.
    if (socket.conn.readyState !== 'open') lose();
    socket.conn.once('close', lose);
    socket.once('disconnect', (reason) => {
      if (reason === 'client namespace disconnect') this.connections.left(sid, channel);
      else lose();
    });
  }

  /** Nobody else knows of the session: one that cannot be opened ends. */
  private async attach(sid: string, channel: SocketChannel): Promise<AgentRail> {
    try {
      return await this.connections.attach(sid, channel);
    } catch (error) {
      await this.connections.remove(sid);
      throw error;
    }
  }
}
