import { endOfSpeechSample, rms } from '@voxrail/audio';

import { longestPauseMs } from './pauses';
import type { Utterance } from './utterance';

const RATE_HZ = 16_000;
const FRAME_SAMPLES = 320;
const SPEECH_SHARE = 0.05;

/** Quiet that stays before and after the speech, so that nothing soft of it is cut. */
export const MARGIN_SAMPLES = RATE_HZ / 10;

/** Position of the first sample of speech, by the rule that `endOfSpeechSample` uses for the last. */
export function startOfSpeechSample(samples: Int16Array): number {
  const levels: number[] = [];
  for (let start = 0; start < samples.length; start += FRAME_SAMPLES) {
    levels.push(rms(samples.subarray(start, start + FRAME_SAMPLES)));
  }
  const threshold = SPEECH_SHARE * Math.max(0, ...levels);
  return (
    Math.max(
      0,
      levels.findIndex((level) => level > threshold),
    ) * FRAME_SAMPLES
  );
}

/** Measures 16 kHz speech, and cuts the silence around it. */
export function toUtterance(
  speech: Pick<Utterance, 'name' | 'voice' | 'origin' | 'samples'>,
): Utterance {
  const from = Math.max(0, startOfSpeechSample(speech.samples) - MARGIN_SAMPLES);
  const to = Math.min(
    speech.samples.length,
    endOfSpeechSample(speech.samples, RATE_HZ) + MARGIN_SAMPLES,
  );
  const samples = speech.samples.slice(from, to);
  return {
    ...speech,
    samples,
    endOfSpeechSample: endOfSpeechSample(samples, RATE_HZ),
    longestPauseMs: longestPauseMs(samples, RATE_HZ),
  };
}
