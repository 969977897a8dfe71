import type { Server } from 'node:http';

import type { OnModuleInit } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { metrics } from '@voxrail/observability';

import { answerMalformed } from './malformed-requests';
import type { PendingConnections } from './pending-connections';

/** From the connection to the end of the headers: half a header line, or nothing, gets no longer. */
const HEADERS_TIMEOUT_MS = 5_000;

/** To the end of the body, which is 384 KiB at most. */
const REQUEST_TIMEOUT_MS = 10_000;

/** How exact these are; Node looks every 30 s by itself. */
const CHECK_INTERVAL_MS = 500;

/** Bounds what a client may hold of the public port before it is anybody. */
export class HttpLimits implements OnModuleInit {
  /** @param maxConnections TCP connections in all; further ones are closed at once */
  public constructor(
    private readonly host: HttpAdapterHost,
    private readonly maxConnections: number,
    private readonly pending: PendingConnections,
  ) {}

  public onModuleInit(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.maxConnections = this.maxConnections;
    server.headersTimeout = HEADERS_TIMEOUT_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    // An option of `createServer`, which Nest calls: the server keeps it, and reads it when it listens.
    Object.assign(server, { connectionsCheckingInterval: CHECK_INTERVAL_MS });
    answerMalformed(server);
    server.on('drop', () => {
      metrics.connectionsRefusedTotal.inc({ reason: 'full' });
    });
    server.on('connection', (socket) => {
      this.pending.accept(socket);
    });
  }
}
