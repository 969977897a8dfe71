import type { ConnectedMessage, ServerMessages } from '@voxrail/contracts';

import type { VoxrailClientError } from './client-error';
import type { ToolOutcome } from './tools/tool-handler';

/** A piece of the agent's voice: PCM16 mono at the rate that `connected` named in `audio_out`. */
export interface AgentAudio {
  readonly turn: number;
  /** Where in the turn's audio it belongs. */
  readonly offsetMs: number;
  readonly samples: Int16Array;
}

/** The connection was lost; the session is to be taken up again after `delayMs`. */
export interface Reconnecting {
  /** 1 for the first attempt after a loss. */
  readonly attempt: number;
  readonly delayMs: number;
  /** Why the connection, or the attempt before, ended. */
  readonly reason: string;
}

/** The session goes on. What was said meanwhile was not heard. */
export interface Resumed {
  readonly awayMs: number;
  readonly attempts: number;
  readonly connected: ConnectedMessage;
}

/** The end: this client will not connect again. */
export interface Disconnected {
  /** The transport's word for it, for instance `transport close`. */
  readonly reason: string;
  /** True where this side closed, or the gateway had said `session_ending` before. */
  readonly expected: boolean;
  /** Undefined where it was expected. */
  readonly error: VoxrailClientError | undefined;
}

/** Everything a client hears: the protocol's messages by their names, and what the client adds. */
export interface ClientEvents extends ServerMessages {
  readonly audio: AgentAudio;
  readonly reconnecting: Reconnecting;
  readonly resumed: Resumed;
  readonly disconnected: Disconnected;
  /** A registered tool handler has answered (or failed), and the gateway has been told. */
  readonly tool_outcome: ToolOutcome;
}

export type ClientEventName = keyof ClientEvents;
