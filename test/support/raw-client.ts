import type { ConnectedMessage, ErrorMessage, SessionEndingMessage } from '@voxrail/contracts';
import { until } from '@voxrail/testing';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';

interface Heard {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A client that can send anything, also what the client library would never send. */
export class RawClient {
  public readonly heard: Heard[] = [];
  public readonly socket: Socket;
  public refusal: { readonly code: unknown; readonly message: string } | undefined;

  public constructor(url: string, auth: Record<string, unknown> = {}) {
    this.socket = io(url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth,
    });
    this.socket.onAny((name: string, ...args: unknown[]) => {
      this.heard.push({ name, args });
    });
    this.socket.on('connect_error', (error: Error & { data?: { code?: unknown } }) => {
      this.refusal = { code: error.data?.code, message: error.message };
    });
  }

  /** Opens a session. @throws when there is none within 10 s */
  public static async open(url: string, auth: Record<string, unknown> = {}): Promise<RawClient> {
    const client = new RawClient(url, auth);
    await client.next<ConnectedMessage>('connected');
    return client;
  }

  public get errors(): ErrorMessage[] {
    return this.all<ErrorMessage>('error');
  }

  public get ending(): SessionEndingMessage | undefined {
    return this.all<SessionEndingMessage>('session_ending')[0];
  }

  public all<T>(name: string): T[] {
    return this.heard.filter((event) => event.name === name).map(({ args }) => args[0] as T);
  }

  /** The first event of that name, now or within `deadlineMs`. */
  public next<T>(name: string, deadlineMs = 10_000): Promise<T> {
    return until(() => this.all<T>(name)[0], deadlineMs, `the event ${name}`);
  }

  /** Waits until there are `count` errors and returns their codes. */
  public async errorCodes(count: number, deadlineMs = 10_000): Promise<string[]> {
    await until(() => this.errors.length >= count, deadlineMs, `${count} errors`);
    return this.errors.map(({ code }) => code);
  }

  public send(event: string, ...args: unknown[]): void {
    this.socket.emit(event, ...args);
  }

  public close(): void {
    this.socket.disconnect();
  }
}
