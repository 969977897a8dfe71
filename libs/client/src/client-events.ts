import type { ServerMessages } from '@voxrail/contracts';

import type { ToolOutcome } from './tool-handler';

/** A piece of the agent's voice: PCM16 mono at the rate that `connected` named in `audio_out`. */
export interface AgentAudio {
  readonly turn: number;
  /** Where in the turn's audio it belongs. */
  readonly offsetMs: number;
  readonly samples: Int16Array;
}

export interface Disconnected {
  /** The transport's word for it, for instance `transport close`. */
  readonly reason: string;
  /** True where this side closed, or the gateway had said `session_ending` before. */
  readonly expected: boolean;
}

/** Everything a client hears: the protocol's messages by their names, and what the client adds. */
export interface ClientEvents extends ServerMessages {
  readonly audio: AgentAudio;
  readonly disconnected: Disconnected;
  /** A registered tool handler has answered (or failed), and the gateway has been told. */
  readonly tool_outcome: ToolOutcome;
}

export type ClientEventName = keyof ClientEvents;
