import type { ListeningConfig } from '@voxrail/contracts';

import { windowsCovering } from './audio-window';

/** What `maxUtteranceMs` may be at most. */
export const LONGEST_UTTERANCE_MS = 120_000;

/** The client protocol's own limits: they are what bounds a stream's memory. */
const MOST = {
  prefixMs: 2_000,
  minSpeechMs: 5_000,
  maxUtteranceMs: LONGEST_UTTERANCE_MS,
} as const;

/** How a stream decides on speech; meanings and units as in `ListeningConfig`. */
export interface ListeningRules {
  readonly mode: 'auto' | 'manual';
  readonly threshold: number;
  readonly silenceMs: number;
  readonly idleMs: number;
  readonly minSpeechMs: number;
  readonly prefixMs: number;
  readonly maxUtteranceMs: number;
  readonly speculate: boolean;
  readonly speculateAfterMs: number;
}

/** The rules of `config`, with what would make a buffer grow without end cut to its limit. */
export function listeningRules(config: ListeningConfig): ListeningRules {
  return {
    mode: config.mode,
    threshold: config.threshold,
    silenceMs: config.silenceMs,
    idleMs: config.idleMs,
    minSpeechMs: Math.min(config.minSpeechMs, MOST.minSpeechMs),
    prefixMs: Math.min(config.prefixMs, MOST.prefixMs),
    maxUtteranceMs: Math.min(config.maxUtteranceMs, MOST.maxUtteranceMs),
    speculate: config.speculate,
    speculateAfterMs: config.speculateAfterMs,
  };
}

/** Silent windows that end speech in the mode `auto`. */
export function silenceWindows(rules: ListeningRules): number {
  return Math.max(1, windowsCovering(rules.silenceMs));
}

/**
 * Silent windows after which a candidate is made. Null: none is, because nobody wants it, silence does
 * not end speech, or ends it no later.
 */
export function candidateWindows(rules: ListeningRules): number | null {
  if (!rules.speculate || rules.mode === 'manual') return null;
  const windows = Math.max(1, windowsCovering(rules.speculateAfterMs));
  return windows < silenceWindows(rules) ? windows : null;
}
