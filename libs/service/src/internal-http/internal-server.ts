import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Logger } from '@voxrail/observability';
import { metrics } from '@voxrail/observability';
import type { Registry } from 'prom-client';

import type { Health } from '../health/health';
import type { Readiness } from '../health/readiness';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** `/health`, `/ready` and `/metrics`, on a port of their own that clients never see. */
export class InternalServer {
  private readonly server: Server;

  public constructor(
    private readonly health: Health,
    private readonly readiness: Readiness,
    private readonly registry: Registry,
    private readonly logger: Logger,
  ) {
    this.server = createServer((request, response) => {
      void this.handle(request, response);
    });
  }

  /**
   * Listens and returns the port.
   * @throws the system's error, with its code (`EADDRINUSE`, …).
   */
  public async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    return (this.server.address() as AddressInfo).port;
  }

  public async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.answer(request).catch((err: unknown) => {
      this.logger.error('an internal request failed', { err });
      return json(500, { error: { code: 'internal', message: 'see the log' } });
    });
    response.writeHead(answer.status, { 'content-type': answer.type, 'cache-control': 'no-store' });
    response.end(answer.body);
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'GET') return notFound();
    switch (new URL(request.url ?? '/', 'http://internal').pathname) {
      case '/health':
        // Always 200: it is a report. A restart does not mend a missing NATS or model.
        return json(200, this.health.report());
      case '/ready': {
        const report = await this.readiness.report();
        return json(report.ready ? 200 : 503, report);
      }
      case '/metrics':
        metrics.activeSessions.set(this.health.activeSessions());
        return {
          status: 200,
          type: this.registry.contentType,
          body: await this.registry.metrics(),
        };
      default:
        return notFound();
    }
  }
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function notFound(): Answer {
  return json(404, { error: { code: 'not_found', message: 'no such path' } });
}
