import type { FliteVoice } from '../synthesized';
import { synthesize } from '../synthesized';
import { MARGIN_SAMPLES } from '../to-utterance';
import type { PausedTurn } from './paused-turn';

const SAMPLES_PER_MS = 16;

/** A turn spoken by a synthetic voice: 16 kHz mono, quiet in its pauses. */
export interface SpokenTurn {
  readonly samples: Int16Array;
  /** Where speech stops for each pause; the last is the end of the turn. */
  readonly speechEndSamples: readonly number[];
}

/** Lets a flite voice speak the parts of a turn, and keeps silent between them as long as it says. */
export async function synthesizeTurn(turn: PausedTurn, voice: FliteVoice): Promise<SpokenTurn> {
  const parts = await Promise.all(turn.parts.map((part) => synthesize(part, voice)));
  const pieces: Int16Array[] = [];
  const speechEndSamples: number[] = [];
  let length = 0;
  for (const [index, { samples, endOfSpeechSample }] of parts.entries()) {
    speechEndSamples.push(length + endOfSpeechSample);
    // Some of the pause is already there: the quiet that stays around the speech of both parts.
    const pauseSamples = (turn.pausesMs[index] ?? 0) * SAMPLES_PER_MS;
    const there = samples.length - endOfSpeechSample + MARGIN_SAMPLES;
    const quiet = new Int16Array(Math.max(0, pauseSamples - there));
    pieces.push(samples, quiet);
    length += samples.length + quiet.length;
  }
  const samples = new Int16Array(length);
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  return { samples, speechEndSamples };
}
