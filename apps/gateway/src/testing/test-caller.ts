import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';
import { until } from '@voxrail/testing';

const WAIT_MS = 10_000;

export interface Received {
  /** The protocol's name of the message on Socket.IO, whatever the transport calls it. */
  readonly name: string;
  readonly args: readonly unknown[];
  readonly atMs: number;
}

/**
 * A client without manners, on any transport: it sends whatever a test wants and keeps all that comes,
 * under the names of Socket.IO.
 */
export abstract class TestCaller {
  public readonly received: Received[] = [];
  /** How the connection ended; a close code of the raw WebSocket as text. */
  public disconnected: string | undefined;

  /** @param sent for `audio_chunk`, bytes; otherwise an object */
  public abstract send(name: string, sent?: unknown): void;

  /** Is gone without a word, as when a network is lost. */
  public abstract vanish(): void;

  /** Says goodbye and closes. */
  public abstract close(): void;

  /** Waits for `connected`. */
  public async opened(): Promise<this> {
    await this.next('connected');
    return this;
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

  protected note(name: string, ...args: readonly unknown[]): void {
    this.received.push({ name, args, atMs: performance.now() });
  }
}
