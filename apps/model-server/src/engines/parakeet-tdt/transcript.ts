import type { EngineOutputs } from '../engine';
import { fp32, text } from '../tensors/write-tensor';

export interface Word {
  readonly word: string;
  /** Seconds from the utterance's first sample. */
  readonly start: number;
  readonly end: number;
  /** 0…1; 0 in a running hypothesis of an engine that knows it only at the end. */
  readonly confidence: number;
}

/** What was said, as the model's outputs tell it. No words is an empty text. */
export interface Transcript {
  readonly text: string;
  readonly words: readonly Word[];
  /** Mean over the words. */
  readonly confidence: number;
}

export const EMPTY_TRANSCRIPT: Transcript = { text: '', words: [], confidence: 0 };

export function transcriptOf(words: readonly Word[]): Transcript {
  if (words.length === 0) return EMPTY_TRANSCRIPT;
  const sum = words.reduce((total, { confidence }) => total + confidence, 0);
  return {
    text: words.map(({ word }) => word).join(' '),
    words,
    confidence: sum / words.length,
  };
}

export function transcriptOutputs(transcript: Transcript): EngineOutputs {
  return {
    TEXT: text(transcript.text),
    WORDS: text(JSON.stringify(transcript.words)),
    CONFIDENCE: fp32(Float32Array.of(transcript.confidence)),
  };
}
