import { INPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

import { WINDOW_SAMPLES } from './audio-window';
import type { ListeningRules } from './listening-rules';
import { candidateWindows } from './listening-rules';

/*
 * Which samples an utterance consists of. Recognition is given exactly these, so that its text is a
 * function of the audio and the configuration alone, never of timing, and equals what the same engine
 * makes of the same samples elsewhere:
 *
 *   from  prerollSample = startSample - prefixMs, not before the floor: the end of the utterance
 *         before, a reset, a hole in the stream, or its first sample; no sample is recognized twice
 *   to    endSample + the tail, not after the window that decided the end
 *
 * startSample is where the first voiced window begins, endSample where the last one ends. The tail is
 * that of the configuration with which the utterance began. The second limit only matters where the end
 * is decided earlier than the tail is long: by a flush, by force, by lost audio, or with a silence_ms
 * below 192.
 *
 * Where candidates are made, the tail is the silence that a candidate waits for: no more is known when
 * it is made, and with the same samples it is the final. Whether a candidate was in fact made, answered
 * in time, or failed does not matter. The words do not suffer: PocketSphinx has 11.0 % of 300 words wrong
 * with a tail of 64 ms, as with 192.
 */

/**
 * The tail without candidates. Six windows, 192 ms: the decay of a last consonant lies below the
 * detector's threshold, and recognizers want some silence at the end. Shorter than the usual silence_ms,
 * so that all of it has been recognized before the end is decided.
 */
export const TAIL_SAMPLES = 6 * WINDOW_SAMPLES;

/** @param rules those with which the utterance began. */
export function tailSamples(rules: ListeningRules): number {
  const windows = candidateWindows(rules);
  return windows === null ? TAIL_SAMPLES : windows * WINDOW_SAMPLES;
}

export function prerollSample(startSample: number, prefixMs: number, floorSample: number): number {
  return Math.max(startSample - msToSamples(prefixMs, INPUT_SAMPLE_RATE_HZ), floorSample);
}

/**
 * @param tail samples, from `tailSamples`.
 * @param decidedSample end of the window at which the end was decided.
 */
export function rangeEndSample(endSample: number, tail: number, decidedSample: number): number {
  return Math.min(endSample + tail, decidedSample);
}
