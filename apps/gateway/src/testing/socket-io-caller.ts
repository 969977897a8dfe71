import { until } from '@voxrail/testing';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';

import { TestCaller } from './test-caller';

const WAIT_MS = 10_000;

/** How a connect was refused. */
export interface Refusal {
  readonly message: string;
  readonly code: unknown;
}

/** `TestCaller` over Socket.IO. */
export class SocketIoCaller extends TestCaller {
  public refusal: Refusal | undefined;
  public readonly socket: Socket;

  public constructor(publicPort: number, auth: Record<string, unknown> = {}) {
    super();
    this.socket = io(`http://127.0.0.1:${publicPort}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth,
    });
    this.socket.onAny((name: string, ...args: unknown[]) => {
      this.note(name, ...args);
    });
    this.socket.on('connect_error', (error: Error & { data?: { code?: unknown } }) => {
      this.refusal = { message: error.message, code: error.data?.code };
    });
    this.socket.on('disconnect', (reason) => {
      this.disconnected = reason;
    });
  }

  /** Waits until the connect was refused. */
  public async refused(): Promise<Refusal> {
    return until(() => this.refusal, WAIT_MS, 'a refused connect');
  }

  public override send(name: string, sent?: unknown): void {
    if (sent === undefined) this.socket.emit(name);
    else this.socket.emit(name, sent);
  }

  public override vanish(): void {
    this.socket.io.engine.close();
  }

  public override close(): void {
    this.socket.disconnect();
  }
}
