import type { ClientMessageName, ServerMessageName, ServerMessages } from '@voxrail/contracts';

import type { VoxrailClientError } from '../client-error';
import type { AgentAudio } from '../client-events';
import type { SessionOptions } from '../client-options';

/** Which session a stream is for. */
export type StreamOpening =
  | {
      readonly kind: 'create';
      readonly token?: string;
      readonly apiKey?: string;
      readonly session: SessionOptions;
    }
  /** Also the way back into a session whose connection was lost. */
  | { readonly kind: 'join'; readonly sessionId: string; readonly token: string };

export interface LinkEnd {
  /** The transport's word for it, for instance `transport close` or `code 1006`. */
  readonly reason: string;
  readonly error: VoxrailClientError;
  /** Coming back makes no sense: the gateway said so by a refusal or by its close code. */
  readonly final: boolean;
}

/** What a link tells. Names and shapes are those of Socket.IO, whatever the transport. */
export interface LinkListener {
  message<N extends ServerMessageName>(name: N, payload: ServerMessages[N]): void;
  audio(audio: AgentAudio): void;
  /** Comes once, and nothing after it; never after `close`. */
  closed(end: LinkEnd): void;
}

/** One connection to a gateway, from the attempt to open it until it is gone. */
export interface Link {
  /** Bytes that were sent but have not left yet; 0 where that cannot be told. */
  readonly waitingBytes: number;
  sendAudio(bytes: Uint8Array): void;
  send(name: ClientMessageName, payload: object): void;
  /** Ends it at once and silently. */
  close(): void;
}

/**
 * Begins to connect. Nothing is told to the listener before this has returned.
 * @param url address of a gateway, without a path
 */
export type OpenLink = (url: string, opening: StreamOpening, listener: LinkListener) => Link;
