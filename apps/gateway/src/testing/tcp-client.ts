import type { Socket } from 'node:net';
import { connect } from 'node:net';

import { until } from '@voxrail/testing';

import type { FrameParts, ReceivedFrame } from './web-socket-frame';
import { decodeWebSocketFrame, encodeWebSocketFrame, OPCODE } from './web-socket-frame';

const WAIT_MS = 10_000;
const HEAD_END = '\r\n\r\n';
const NO_CODE = 1005;

/** What a server answered to a request, as far as it has come. */
export interface HttpAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** A plain TCP connection to a gateway that speaks HTTP and WebSocket by hand, right or wrong. */
export class TcpClient {
  public readonly frames: ReceivedFrame[] = [];
  /** The other end has closed, or the connection is lost. */
  public closed = false;
  /** Whether pings are answered. */
  public answersPings = true;
  private readonly socket: Socket;
  private head: string | undefined;
  private waiting: Buffer = Buffer.alloc(0);

  public constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (data) => {
      this.read(data);
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  /** Asks for an upgrade of `target` and waits for its answer. */
  public static async upgrade(
    port: number,
    target: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<TcpClient> {
    const client = new TcpClient(port);
    client.write(upgradeRequest(target, headers));
    await client.answer();
    return client;
  }

  public write(data: Uint8Array | string): void {
    this.socket.write(data);
  }

  public send(...frames: readonly FrameParts[]): void {
    this.write(Buffer.concat(frames.map(encodeWebSocketFrame)));
  }

  /** Takes nothing from the network any more. */
  public stopReading(): void {
    this.socket.pause();
  }

  public destroy(): void {
    this.socket.destroy();
  }

  /** @throws Error when the connection ended without one, or it did not come */
  public async answer(): Promise<HttpAnswer> {
    const head = await until(() => this.head ?? (this.closed && ''), WAIT_MS, 'an answer');
    if (head === '') throw new Error('the connection ended without an answer');
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
    return { status, head, body: status === 101 ? '' : this.waiting.toString() };
  }

  public async gone(deadlineMs = WAIT_MS): Promise<void> {
    await until(() => this.closed, deadlineMs, 'the end of the connection');
  }

  /** Code of the close frame that the server has sent; 1005: it had none. */
  public async closeCode(deadlineMs = WAIT_MS): Promise<number> {
    const frame = await until(() => this.first(OPCODE.close), deadlineMs, 'a close frame');
    return frame.payload.length === 0 ? NO_CODE : frame.payload.readUInt16BE();
  }

  public first(opcode: number): ReceivedFrame | undefined {
    return this.frames.find((frame) => frame.opcode === opcode);
  }

  /** What has come in text frames. */
  public get texts(): string[] {
    return this.frames
      .filter(({ opcode }) => opcode === OPCODE.text)
      .map(({ payload }) => payload.toString());
  }

  private read(data: Buffer): void {
    this.waiting = Buffer.concat([this.waiting, data]);
    if (this.head === undefined) {
      const end = this.waiting.indexOf(HEAD_END);
      if (end < 0) return;
      this.head = this.waiting.toString('latin1', 0, end);
      this.waiting = this.waiting.subarray(end + HEAD_END.length);
    }
    if (this.head.startsWith('HTTP/1.1 101')) this.readFrames();
  }

  private readFrames(): void {
    for (;;) {
      const read = decodeWebSocketFrame(this.waiting);
      if (read === undefined) return;
      this.waiting = read.rest;
      this.frames.push(read.frame);
      if (read.frame.opcode === OPCODE.ping && this.answersPings) {
        this.send({ opcode: OPCODE.pong, payload: read.frame.payload });
      }
    }
  }
}

/** @param headers replace those that a right request has; an empty one is left out */
export function upgradeRequest(
  target: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): string {
  const all: Record<string, string> = {
    Host: 'localhost',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).filter(([, value]) => value !== '');
  const head = lines.map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${target} HTTP/1.1`, ...head, '', ''].join('\r\n');
}
