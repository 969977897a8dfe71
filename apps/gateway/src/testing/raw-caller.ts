import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';
import { until } from '@voxrail/testing';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';

const WAIT_MS = 5_000;

interface Received {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly atMs: number;
}

/** How a connect was refused. */
export interface Refusal {
  readonly message: string;
  readonly code: unknown;
}

/** A client without manners: it sends whatever a test wants and keeps all that comes. */
export class RawCaller {
  public readonly received: Received[] = [];
  public refusal: Refusal | undefined;
  public disconnected: string | undefined;
  public readonly socket: Socket;

  public constructor(
    publicPort: number,
    auth: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    this.socket = io(`http://127.0.0.1:${publicPort}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth,
      extraHeaders: headers,
    });
    this.socket.onAny((name: string, ...args: unknown[]) => {
      this.received.push({ name, args, atMs: performance.now() });
    });
    this.socket.on('connect_error', (error: Error & { data?: { code?: unknown } }) => {
      this.refusal = { message: error.message, code: error.data?.code };
    });
    this.socket.on('disconnect', (reason) => {
      this.disconnected = reason;
    });
  }

  /** Waits for `connected`. */
  public async opened(): Promise<this> {
    await this.next('connected');
    return this;
  }

  /** Waits until the connect was refused. */
  public async refused(): Promise<Refusal> {
    return until(() => this.refusal, WAIT_MS, 'a refused connect');
  }

  public async gone(): Promise<string> {
    return until(() => this.disconnected, WAIT_MS, 'the end of the connection');
  }

  public all<N extends ServerMessageName>(name: N): ServerMessages[N][] {
    return this.received
      .filter((entry) => entry.name === name)
      .map((entry) => entry.args[0] as ServerMessages[N]);
  }

  /** Waits for the message number `count` of this name. */
  public async next<N extends ServerMessageName>(name: N, count = 1): Promise<ServerMessages[N]> {
    return until(() => this.all(name)[count - 1], WAIT_MS, `${name} number ${count}`);
  }

  /** Turn of each audio chunk so far, in order. */
  public get audioTurns(): number[] {
    return this.received
      .filter((entry) => entry.name === 'audio_chunk')
      .map((entry) => (entry.args[1] as AudioChunkInfo).turn);
  }

  public close(): void {
    this.socket.disconnect();
  }
}
