import type { ToolDefinition } from '../rails/llm-messages';

/** The configuration of a session with every default filled in (protocol section 4). Names are the wire's. */
export interface SessionConfig {
  readonly instructions: string;
  readonly greeting: string | null;
  readonly voice: string;
  readonly language: string;
  readonly modalities: readonly Modality[];
  readonly tools: readonly ToolDefinition[];
  readonly tool_timeout_ms: number;
  readonly turn_detection: TurnDetectionConfig;
  readonly interruption: InterruptionConfig;
  readonly playback: { readonly lead_ms: number };
  readonly generation: GenerationConfig;
  readonly limits: { readonly max_duration_s: number; readonly idle_s: number };
  readonly log_transcripts: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type Modality = 'audio' | 'text';

export interface TurnDetectionConfig {
  readonly mode: 'auto' | 'manual';
  readonly threshold: number;
  readonly silence_ms: number;
  readonly idle_ms: number;
  readonly min_speech_ms: number;
  readonly prefix_ms: number;
  readonly max_utterance_ms: number;
  readonly semantic: boolean;
  readonly speculate: boolean;
  readonly speculate_after_ms: number;
}

export interface InterruptionConfig {
  readonly mode: 'immediate' | 'confirm' | 'off';
  readonly min_speech_ms: number;
  readonly min_words: number;
  readonly resume_after_ms: number;
}

export interface GenerationConfig {
  readonly temperature: number;
  readonly top_p: number;
  readonly top_k: number;
  readonly max_tokens: number;
}

export const DEFAULT_SESSION_CONFIG: SessionConfig = {
  instructions:
    'You are a friendly voice assistant. Answer in one or two short sentences that sound natural when spoken.',
  greeting: null,
  voice: 'default',
  language: 'en',
  modalities: ['audio'],
  tools: [],
  tool_timeout_ms: 10_000,
  turn_detection: {
    mode: 'auto',
    threshold: 0.5,
    silence_ms: 300,
    idle_ms: 1_000,
    min_speech_ms: 64,
    prefix_ms: 300,
    max_utterance_ms: 60_000,
    semantic: true,
    speculate: true,
    speculate_after_ms: 64,
  },
  interruption: { mode: 'immediate', min_speech_ms: 300, min_words: 0, resume_after_ms: 1_500 },
  playback: { lead_ms: 250 },
  generation: { temperature: 0.7, top_p: 0.8, top_k: 20, max_tokens: 300 },
  limits: { max_duration_s: 3_600, idle_s: 300 },
  log_transcripts: false,
  metadata: {},
};
