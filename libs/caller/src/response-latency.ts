import type { SpokenUtterance } from './microphone';
import type { TurnRecord } from './turn-record';

/**
 * Milliseconds from the last moment of speech to the arrival of the answer's first audible chunk,
 * as the caller measured it. Null for a turn that nobody spoke (a greeting, typed text) or that was
 * never audible. The speech it answers is the last that had ended by then.
 */
export function responseLatencyMs(
  turn: TurnRecord,
  utterances: readonly SpokenUtterance[],
): number | null {
  const { firstAudibleMs, transcriptFinalMs } = turn;
  if (firstAudibleMs === null || transcriptFinalMs === null) return null;
  const answered = utterances.findLast(
    (spoken) => spoken.endOfSpeechMs <= firstAudibleMs && spoken.startMs <= transcriptFinalMs,
  );
  return answered === undefined ? null : firstAudibleMs - answered.endOfSpeechMs;
}
