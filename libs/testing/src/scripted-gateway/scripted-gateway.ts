import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';

import type { ScriptedStream } from './scripted-stream';
import { SocketIoStream } from './socket-io-stream';
import { WebSocketStream } from './web-socket-stream';

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface ScriptedGatewayOptions {
  /** 0, or that of a gateway that was there before. */
  readonly port?: number;
  readonly onStream: (stream: ScriptedStream) => void;
  /** Asked before each stream, and each request about a session. */
  readonly refuse?: (token: string | undefined) => Refusal | undefined;
}

const STREAM_PATH = /^\/v1\/sessions\/([^/]+)\/stream$/;
const STATUS_PATH = /^\/v1\/sessions\/([^/]+)\/status$/;

/**
 * The wire of a gateway on a real port, both transports and what of HTTP they need, and no conversation
 * behind it: a test says what is sent when.
 */
export class ScriptedGateway {
  /** Headers and bodies of `POST /v1/sessions`. */
  public readonly created: {
    readonly headers: IncomingMessage['headers'];
    readonly body: unknown;
  }[] = [];
  private readonly http = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });
  private readonly io = new Server(this.http, { transports: ['websocket'], destroyUpgrade: false });
  private readonly sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('voice-agent.v1') ? 'voice-agent.v1' : false),
  });

  private constructor(private readonly options: ScriptedGatewayOptions) {
    this.io.use((socket, next) => {
      const refusal = options.refuse?.(new SocketIoStream(socket).token);
      if (refusal === undefined) next();
      else next(Object.assign(new Error(refusal.message), { data: refusal }));
    });
    this.io.on('connection', (socket) => {
      options.onStream(new SocketIoStream(socket));
    });
    this.http.on('upgrade', (request, socket, head) => {
      this.upgrade(request, socket, head);
    });
  }

  public static async start(options: ScriptedGatewayOptions): Promise<ScriptedGateway> {
    const gateway = new ScriptedGateway(options);
    await new Promise<void>((resolve) => {
      gateway.http.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return gateway;
  }

  public get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Ends every connection at once, as a killed process does. */
  public async stop(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    this.http.closeAllConnections();
    await this.io.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path.startsWith('/socket.io')) return;
    // A page of another origin is a test's own page.
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const refusal = this.options.refuse?.(bearer(request));
    if (refusal !== undefined) {
      send(response, refusal.status, { error: { code: refusal.code, message: refusal.message } });
    } else if (request.method === 'POST' && path === '/v1/sessions') {
      this.created.push({ headers: request.headers, body: await readJson(request) });
      const session_id = `session-${this.created.length}`;
      send(response, 201, { session_id, token: `first-token-of-${session_id}` });
    } else if (STATUS_PATH.test(path)) {
      send(response, 200, { state: 'active' });
    } else {
      send(response, 404, { error: { code: 'session_not_found', message: 'no such path' } });
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!STREAM_PATH.test(request.url ?? '')) return;
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(/, ?/);
    const token = offered.find((protocol) => protocol.startsWith('token.'))?.slice('token.'.length);
    if (token === undefined || this.options.refuse?.(token) !== undefined) {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) => {
      const session = this.created.at(-1)?.body;
      this.options.onStream(new WebSocketStream(opened, token, session));
    });
  }
}

function bearer({ headers }: IncomingMessage): string | undefined {
  return headers.authorization?.replace(/^Bearer /, '');
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}
