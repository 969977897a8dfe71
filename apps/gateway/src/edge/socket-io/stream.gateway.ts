import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';

import { Inject } from '@nestjs/common';
import type { OnGatewayInit } from '@nestjs/websockets';
import { WebSocketGateway } from '@nestjs/websockets';
import type { Clock } from '@voxrail/clock';
import { SystemClock } from '@voxrail/clock';
import { VoxrailError } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import { LOGGER, metrics } from '@voxrail/observability';
import { CLOCK } from '@voxrail/service';
import type { Server, Socket } from 'socket.io';

import type { ClientStream } from '../client-stream';
import { StreamAdmission } from '../credentials/stream-admission';
import { boundedWebSocketServer, MAX_MESSAGE_BYTES } from '../limits/bounded-web-socket-server';
import type { ClientAddress } from '../limits/client-address';
import { knownAddress } from '../limits/client-address';
import { UpgradeDoor } from '../limits/upgrade-door';
import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '../ping-rhythm';
import { presentable } from '../presentable-error';
import { refuseUpgrade } from '../refuse-upgrade';
import { StreamOpener } from '../stream-opener';
import { readConnectRequest } from './connect-request';
import { SocketWire } from './socket-wire';

/** From the upgrade to the request to connect. Opening a session takes two silent claims (1 s) at most. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Engine.IO's word for it. */
const CLOSED_BY_SERVER = 'forced close';

/** For a refused client to read why. */
const REFUSED_CLOSE_MS = 1_000;

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
  wsEngine: boundedWebSocketServer(new SystemClock()),
  // Upgrades of other paths are not its own: the raw WebSocket stands beside it.
  destroyUpgrade: false,
})
export class StreamGateway implements OnGatewayInit<Server> {
  private readonly addresses = new WeakMap<IncomingMessage, ClientAddress>();
  private readonly streams = new WeakMap<Socket, ClientStream>();
  private readonly tried = new WeakSet<Socket['conn']>();

  public constructor(
    @Inject(UpgradeDoor) private readonly door: UpgradeDoor,
    @Inject(StreamAdmission) private readonly admission: StreamAdmission,
    @Inject(StreamOpener) private readonly opener: StreamOpener,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  public afterInit(server: Server): void {
    server.engine.use((request: IncomingMessage, response: unknown, next: () => void) => {
      this.enter(request, response, next);
    });
    server.engine.on('connection', (conn: Socket['conn']) => {
      conn.once('close', (reason: string) => {
        // Who asks to connect and is let in, or refused, is counted there.
        if (reason === CLOSED_BY_SERVER && !this.tried.has(conn)) closed('slow_handshake');
      });
    });
    server.use((socket, next) => {
      this.open(socket).then(
        () => {
          next();
        },
        (error: unknown) => {
          next(this.refusal(socket, error));
        },
      );
    });
    server.on('connection', (socket) => {
      this.serve(socket);
    });
  }

  /** Engine.IO's own answer to a request that it does not allow is 400, whatever the reason. */
  private enter(request: IncomingMessage, response: unknown, next: () => void): void {
    // Not an upgrade: Engine.IO refuses it, there is no other transport.
    if (response instanceof ServerResponse) {
      next();
      return;
    }
    try {
      this.addresses.set(request, this.door.enter(request));
    } catch (error) {
      refuseUpgrade(request.socket, presentable(error, this.logger));
      return;
    }
    next();
  }

  /** Opens the session before the connect is answered, so that a refusal is the answer. */
  private async open(socket: Socket): Promise<void> {
    const { conn, handshake } = socket;
    if (this.tried.has(conn)) {
      throw new VoxrailError('bad_request', 'this connection has been used to connect before');
    }
    this.tried.add(conn);
    const { token, api_key: apiKey, session } = readConnectRequest(handshake.auth);
    const address = knownAddress(this.addresses.get(socket.request));
    const admitted = await this.admission.admit({ address, token, apiKey, session });
    const stream = await this.opener.open(admitted, new SocketWire(socket));
    this.streams.set(socket, stream);
    // The connection may have gone while the session was being opened.
    if (conn.readyState !== 'open') stream.lost();
    conn.once('close', () => {
      stream.lost();
    });
  }

  /** The client is told, and its connection is of no more use: each try begins with a handshake. */
  private refusal({ conn }: Socket, error: unknown): Error {
    const { code, message, retryable } = presentable(error, this.logger);
    this.logger.info('a connect was refused', { code });
    metrics.connectionsRefusedTotal.inc({ reason: code });
    const timer = this.clock.schedule(REFUSED_CLOSE_MS, () => {
      conn.close();
    });
    conn.once('close', () => {
      timer.cancel();
    });
    return Object.assign(new Error(message), { data: { code, retryable } });
  }

  private serve(socket: Socket): void {
    const stream = this.streams.get(socket);
    if (stream === undefined) return;
    metrics.clientConnections.inc({ transport: 'socket_io' });
    // A client may name its event `error`, which without a listener would end the process.
    socket.on('error', () => undefined);
    socket.onAny((name: unknown, ...args: unknown[]) => {
      stream.session.receive(String(name), args[0]);
    });
    socket.once('disconnect', (reason) => {
      metrics.clientConnections.dec({ transport: 'socket_io' });
      if (reason === 'ping timeout') closed('silent');
      if (reason === 'client namespace disconnect') stream.left();
      else stream.lost();
    });
    stream.start();
  }
}

function closed(reason: 'silent' | 'slow_handshake'): void {
  metrics.connectionsClosedTotal.inc({ reason });
}
