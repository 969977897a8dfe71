import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as Triton 2.51 reports it: OTLP over HTTP, in JSON. */
export interface ReportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly attributes?: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }[];
}

interface Report {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly ReportedSpan[] }[];
  }[];
}

/** More than all tests together have; the oldest go first. */
const MAX_SPANS = 50_000;

/** The collector that Triton reports to. A GET gives all that came: the tests run in a process of their own. */
export class TraceCollector {
  private spans: ReportedSpan[] = [];
  private readonly server: Server;

  private constructor() {
    // What Triton reports on a connection that is just being closed for its idleness, it reports never again.
    this.server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.method === 'GET') {
        response.end(JSON.stringify(this.spans));
        return;
      }
      json(request).then(
        (report) => {
          this.take(report as Report);
          response.end('{}');
        },
        () => response.writeHead(400).end(),
      );
    });
  }

  public static async listen(): Promise<TraceCollector> {
    const collector = new TraceCollector();
    collector.server.listen(0, '127.0.0.1');
    await once(collector.server, 'listening');
    return collector;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/traces`;
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private take({ resourceSpans }: Report): void {
    const came = resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    );
    this.spans = [...this.spans, ...came].slice(-MAX_SPANS);
  }
}

/**
 * The options of docs/models.md, with reports that a test need not wait for. A second of speech has more than a
 * thousand spans: of those that a collector on a busy machine does not take in time, 2,048 are kept by default.
 */
export function tracingTo(url: string): string[] {
  return [
    'mode=opentelemetry',
    `opentelemetry,url=${url}`,
    'opentelemetry,bsp_schedule_delay=50',
    'opentelemetry,bsp_max_queue_size=65536',
    'level=TIMESTAMPS',
    'rate=0',
  ].flatMap((setting) => ['--trace-config', setting]);
}
