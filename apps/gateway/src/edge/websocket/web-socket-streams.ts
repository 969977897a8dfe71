import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Clock } from '@voxrail/clock';
import { VoxrailError } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import { LOGGER, metrics } from '@voxrail/observability';
import { CLOCK } from '@voxrail/service';
import type { WebSocket, WebSocketServer } from 'ws';

import { ConnectionManager } from '../../session/connection-manager';
import type { StreamAdmitted } from '../credentials/stream-admission';
import { StreamAdmission } from '../credentials/stream-admission';
import { boundedWebSocketServer } from '../limits/bounded-web-socket-server';
import { UpgradeDoor } from '../limits/upgrade-door';
import { presentable } from '../presentable-error';
import { refuseUpgrade } from '../refuse-upgrade';
import { StreamOpener } from '../stream-opener';
import { GOING_AWAY } from './close-codes';
import { selectProtocol, sessionOf, tokenOf } from './stream-request';
import { WebSocketStream } from './web-socket-stream';

const SOCKET_IO_PATH = '/socket.io/';

/** From the upgrade to its answer: checking a token may need a key from elsewhere. */
const ADMISSION_TIMEOUT_MS = 5_000;

/**
 * Sessions over raw WebSocket at `/v1/sessions/{id}/stream`, beside Socket.IO on the same port. Nest's
 * own adapter knows no parameters in a path, reads every message as JSON, and ends what it does not know.
 */
@Injectable()
export class WebSocketStreams implements OnModuleInit, OnModuleDestroy {
  private readonly server: WebSocketServer;

  public constructor(
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost,
    @Inject(UpgradeDoor) private readonly door: UpgradeDoor,
    @Inject(StreamAdmission) private readonly admission: StreamAdmission,
    @Inject(ConnectionManager) private readonly connections: ConnectionManager,
    @Inject(StreamOpener) private readonly opener: StreamOpener,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const BoundedServer = boundedWebSocketServer(clock);
    this.server = new BoundedServer({ noServer: true, handleProtocols: selectProtocol });
  }

  public onModuleInit(): void {
    const http = this.http.httpAdapter.getHttpServer() as Server;
    http.on('upgrade', (request, socket, head) => {
      if (request.url?.startsWith(SOCKET_IO_PATH) === true) return;
      this.upgrade(request, socket, head).catch((error: unknown) => {
        this.refuse(socket, error);
      });
    });
  }

  public onModuleDestroy(): void {
    this.server.close();
    for (const webSocket of this.server.clients) webSocket.close(GOING_AWAY);
  }

  /** Everything that can be refused is refused before there is a WebSocket. */
  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Until the library listens: a client that goes meanwhile must not end the process.
    socket.on('error', () => undefined);
    const { address } = this.door.enter(request);
    const sid = sessionOf(request.url);
    if (sid === undefined) throw new VoxrailError('session_not_found', 'there is no such stream');
    const deadline = this.clock.schedule(ADMISSION_TIMEOUT_MS, () => socket.destroy());
    try {
      const token = tokenOf(request.headers);
      const admitted = await this.admission.admit({ address, token, sid });
      await this.connections.status(sid);
      this.server.handleUpgrade(request, socket, head, (webSocket) => {
        this.open(webSocket, admitted);
      });
    } finally {
      deadline.cancel();
    }
  }

  private open(webSocket: WebSocket, admitted: StreamAdmitted): void {
    const stream = new WebSocketStream(webSocket, this.clock, this.logger);
    void stream.serve((wire) => this.opener.open(admitted, wire));
  }

  private refuse(socket: Duplex, error: unknown): void {
    const shown = presentable(error, this.logger);
    this.logger.info('a stream was refused', { code: shown.code });
    metrics.connectionsRefusedTotal.inc({ reason: shown.code });
    refuseUpgrade(socket, shown);
  }
}
