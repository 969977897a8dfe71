import type { TurnMetricsMessage } from '@voxrail/client';

/** What a caller saw of one turn. Times are on the caller's clock, null where it did not happen. */
export interface TurnRecord {
  readonly turn: number;
  /** The latest transcript; final once `transcriptFinalMs` is set. */
  transcript: string;
  transcriptFinalMs: number | null;
  /** Nothing was recognized of what was said: unless more is, the turn ends without an answer. */
  unanswered: boolean;
  agentText: string;
  /** What of `agentText` the gateway says was heard; null until the turn's text is final. */
  heard: string | null;
  firstAudioMs: number | null;
  /** Arrival of the first chunk with a sample that a person could hear. */
  firstAudibleMs: number | null;
  audioMs: number;
  audioEndMs: number | null;
  /** When playback was first told to stop for the moment. */
  pausedMs: number | null;
  interruptedMs: number | null;
  toolCalls: number;
  metrics: TurnMetricsMessage | null;
}

export function newTurnRecord(turn: number): TurnRecord {
  return {
    turn,
    transcript: '',
    transcriptFinalMs: null,
    unanswered: false,
    agentText: '',
    heard: null,
    firstAudioMs: null,
    firstAudibleMs: null,
    audioMs: 0,
    audioEndMs: null,
    pausedMs: null,
    interruptedMs: null,
    toolCalls: 0,
    metrics: null,
  };
}
