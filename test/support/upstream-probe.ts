import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a gateway is asked through a proxy. */
export interface ProxiedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly upgraded: boolean;
}

/**
 * Stands where a gateway would and tells what a proxy makes of requests: it answers each with 200,
 * and each upgrade with 101 and then whatever a test has it write.
 */
export class UpstreamProbe {
  public readonly requests: ProxiedRequest[] = [];
  public readonly upgraded = new Set<Duplex>();
  private readonly server: Server;

  public constructor() {
    this.server = createServer((request, response) => {
      this.note(request, false);
      request.resume();
      request.on('end', () => response.end('{}'));
    });
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      this.note(request, true);
      this.upgraded.add(socket);
      socket.on('close', () => this.upgraded.delete(socket));
      socket.on('error', () => socket.destroy());
      socket.on('data', () => undefined);
      socket.on('end', () => socket.end());
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
      );
    });
  }

  public async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  public async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.upgraded) socket.destroy();
    this.server.closeAllConnections();
    await closed;
  }

  private note({ url = '', headers }: IncomingMessage, upgraded: boolean): void {
    this.requests.push({ path: url, headers, upgraded });
  }
}
