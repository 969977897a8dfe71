import type { WordTiming } from '@voxrail/contracts';

/** What the recognizer makes of the audio of an utterance so far. */
export interface Recognition {
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Times from the first sample of the utterance. */
  readonly words: readonly WordTiming[];
}

/** One request of a sequence: new audio, and whether its text is wanted. */
export interface SequenceRequest {
  /** Unique per attempt: an utterance that is begun again is another sequence. */
  readonly sequenceId: string;
  readonly start: boolean;
  readonly end: boolean;
  /** `running` is cheap and may change; `final` is what the end of the sequence gives. */
  readonly decode: 'no' | 'running' | 'final';
  /** The session's; absent where nobody said one. */
  readonly language?: string;
  /** 16 kHz mono; may be empty at the end of a sequence. */
  readonly audio: Int16Array;
}

export interface RecognizeOptions {
  readonly deadlineMs: number;
  readonly traceparent: string;
}

/** Sends one request; null when nothing was to be decoded. Rejects when the model does not answer. */
export type RecognizeAudio = (
  request: SequenceRequest,
  options: RecognizeOptions,
) => Promise<Recognition | null>;

/** `recognize` for a session that speaks `language`. */
export function inLanguage(recognize: RecognizeAudio, language: string): RecognizeAudio {
  return (request, options) => recognize({ ...request, language }, options);
}
