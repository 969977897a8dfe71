import { startOfSpeechSample } from '../to-utterance';
import type { Utterance } from '../utterance';

const SAMPLES_PER_MS = 16;

/** A turn that was spoken in parts: 16 kHz mono, quiet in its pauses. */
export interface SpokenTurn {
  readonly samples: Int16Array;
  /** Where speech stops for each pause; the last is the end of the turn. */
  readonly speechEndSamples: readonly number[];
}

/**
 * Parts of speech after each other, with a pause between each two: from the last sample of speech of the
 * one to the first of the other. Of the quiet that stays around speech as much is kept as the pause holds.
 */
export function joinSpeech(parts: readonly Utterance[], pausesMs: readonly number[]): SpokenTurn {
  const pieces: Int16Array[] = [];
  const speechEndSamples: number[] = [];
  let length = 0;
  let skipped = 0;
  for (const [index, { samples, endOfSpeechSample }] of parts.entries()) {
    speechEndSamples.push(length + endOfSpeechSample - skipped);
    const next = parts[index + 1];
    const pause = Math.round((pausesMs[index] ?? 0) * SAMPLES_PER_MS);
    const after = samples.length - endOfSpeechSample;
    const keptAfter = next === undefined ? after : Math.min(after, Math.floor(pause / 2));
    const before = next === undefined ? 0 : startOfSpeechSample(next.samples);
    const keptBefore = Math.min(before, pause - keptAfter);
    const quiet = next === undefined ? 0 : pause - keptAfter - keptBefore;
    const piece = samples.subarray(skipped, endOfSpeechSample + keptAfter);
    pieces.push(piece, new Int16Array(quiet));
    length += piece.length + quiet;
    skipped = before - keptBefore;
  }
  const samples = new Int16Array(length);
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  return { samples, speechEndSamples };
}
