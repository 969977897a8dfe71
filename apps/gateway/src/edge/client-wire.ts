import type {
  AudioChunkInfo,
  ServerMessageName,
  ServerMessages,
  SessionEndingReason,
} from '@voxrail/contracts';

/** Why a session's connection is closed; `failed`: the session could not go on. */
export type ClosingReason = SessionEndingReason | 'failed' | 'unknown';

/** One connection as a transport frames it: it writes what it is given, and decides nothing. */
export interface ClientWire {
  readonly isOpen: boolean;
  /** Bytes that were written and that the network has not taken. */
  readonly waitingBytes: number;
  writeMessage<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void;
  writeAudio(pcm: Uint8Array, info: AudioChunkInfo): void;
  /** Closes politely, after what was written. */
  close(reason: ClosingReason): void;
  /** Ends the connection now. */
  destroy(): void;
  /** Calls back once, when the connection has ended, or at once if it has. */
  onceClosed(callback: () => void): void;
}
