import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** What is not answered by then is given up. */
const PATIENCE_MS = 2_000;

const UPGRADE = ['Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'];
const WEB_SOCKET = [
  ...UPGRADE,
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

const SOCKET_IO = 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1';
const STREAM = 'GET /v1/sessions/aaaaaaaaaaaaaaaaaaaaaa/stream HTTP/1.1';

function request(...lines: readonly string[]): string {
  return [...lines, '', ''].join('\r\n');
}

/** Each is wrong in its own way; the first would pass, and then says nothing. */
const BAD = [
  request(SOCKET_IO, ...WEB_SOCKET),
  request(SOCKET_IO, ...WEB_SOCKET, 'Origin: https://elsewhere.example'),
  request(SOCKET_IO, ...UPGRADE),
  request(STREAM, ...WEB_SOCKET),
  request(STREAM, ...WEB_SOCKET, 'Authorization: Bearer e30.e30.e30'),
  request('GET /nothing HTTP/1.1', ...WEB_SOCKET),
  'GET /socket.io/ HTTP/9.9\r\nx\r\n\r\n',
] as const;

/** Bad handshakes from one address, each on a connection of its own, and what became of them. */
export class BadHandshakes {
  /** How many were answered so, by status; 0: closed without an answer. */
  public readonly answers = new Map<number, number>();
  private readonly open = new Set<Socket>();
  private sent = 0;

  public constructor(
    private readonly port: number,
    private readonly localAddress: string,
  ) {}

  public send(): void {
    const socket = connect({ host: '127.0.0.1', port: this.port, localAddress: this.localAddress });
    this.open.add(socket);
    let status = 0;
    socket.write(BAD[this.sent % BAD.length] ?? BAD[0]);
    this.sent += 1;
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.once('data', (data) => {
      status = Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString('latin1'))?.[1] ?? 0);
      socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.open.delete(socket);
      this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    });
  }

  public stop(): void {
    for (const socket of this.open) socket.destroy();
  }
}
