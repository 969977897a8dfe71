import type { ErrorCode } from '../errors/error-code';
import type { SessionConfig } from './session-config';

/** Name of the client protocol. */
export const CLIENT_PROTOCOL = 'voice-agent.v1';

export interface AudioFormat {
  readonly encoding: 'pcm_s16le';
  readonly sample_rate: number;
  readonly channels: 1;
}

export interface ConnectedMessage {
  readonly session_id: string;
  readonly protocol: typeof CLIENT_PROTOCOL;
  /** Absent until the gateway issues credentials. */
  readonly token?: string;
  readonly expires_at?: string;
  readonly resumed: boolean;
  readonly turn: number;
  readonly audio_in: AudioFormat;
  readonly audio_out: AudioFormat;
}

/** Second argument of a binary `audio_chunk`. */
export interface AudioChunkInfo {
  readonly turn: number;
  readonly offset_ms: number;
}

export interface AudioEndMessage {
  readonly turn: number;
  readonly duration_ms: number;
}

export interface TranscriptWord {
  readonly word: string;
  readonly start_ms: number;
  readonly end_ms: number;
}

export interface TranscriptMessage {
  readonly text: string;
  readonly is_final: boolean;
  readonly confidence: number;
  readonly turn: number;
  readonly words?: readonly TranscriptWord[];
}

/** Text as it is generated, then once the whole with what of it was heard. */
export type AgentTextMessage =
  | { readonly turn: number; readonly delta: string }
  | {
      readonly turn: number;
      readonly text: string;
      readonly heard: string;
      readonly is_final: true;
    };

export interface UserSpeechMessage {
  readonly speaking: boolean;
}

export interface ToolRequestMessage {
  readonly request_id: string;
  readonly tool_name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly turn: number;
  readonly deadline_ms: number;
}

export type ToolCancelReason = 'timed_out' | 'session_ended' | 'superseded';

export interface ToolCancelledMessage {
  readonly request_id: string;
  readonly reason: ToolCancelReason;
}

export interface AgentStateMessage {
  readonly speaking: boolean;
  readonly processing: boolean;
}

export interface InterruptedMessage {
  readonly turn: number;
  readonly played_ms: number;
}

export interface PlaybackPausedMessage {
  readonly turn: number;
}

export interface PlaybackResumedMessage {
  readonly turn: number;
  readonly offset_ms: number;
}

export interface TokenMessage {
  readonly token: string;
  readonly expires_at: string;
}

export interface SessionUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly speculative_tokens: number;
  readonly audio_ms: number;
}

/** What was not measured is null. */
export interface TurnMetricsMessage {
  readonly turn: number;
  readonly end_of_speech_to_audio_ms: number | null;
  readonly endpointing_ms: number | null;
  readonly asr_ms: number | null;
  readonly llm_ttft_ms: number | null;
  readonly tts_ttfb_ms: number | null;
  readonly overhead_ms: number | null;
  readonly speculated: boolean;
  readonly revisions: number;
  readonly interrupted: boolean;
  readonly tools: number;
  readonly usage: SessionUsage;
}

export type SessionEndingReason =
  | 'hangup'
  | 'deleted'
  | 'idle'
  | 'max_duration'
  | 'draining'
  | 'replaced'
  | 'expired'
  | 'too_fast'
  | 'bad_requests'
  | 'slow';

export interface SessionSummary {
  readonly turns: number;
  readonly duration_ms: number;
  readonly usage: SessionUsage;
  /** As the configuration has it: the client's own words about the session. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface SessionEndingMessage {
  readonly reason: SessionEndingReason;
  readonly deadline_ms: number;
  readonly reconnect: boolean;
  readonly summary: SessionSummary;
}

export interface ErrorMessage {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fatal?: boolean;
  readonly turn?: number;
  readonly event_id?: string;
}

/** Server → client messages by their Socket.IO event name, audio aside. */
export interface ServerMessages {
  readonly connected: ConnectedMessage;
  readonly audio_end: AudioEndMessage;
  readonly transcript: TranscriptMessage;
  readonly agent_text: AgentTextMessage;
  readonly user_speech: UserSpeechMessage;
  readonly tool_request: ToolRequestMessage;
  readonly tool_cancelled: ToolCancelledMessage;
  readonly agent_state: AgentStateMessage;
  readonly interrupted: InterruptedMessage;
  readonly playback_paused: PlaybackPausedMessage;
  readonly playback_resumed: PlaybackResumedMessage;
  readonly session_updated: SessionConfig;
  readonly token: TokenMessage;
  readonly turn_metrics: TurnMetricsMessage;
  readonly session_ending: SessionEndingMessage;
  readonly error: ErrorMessage;
}

export type ServerMessageName = keyof ServerMessages;
