/** Length of a frame whose loudness is compared (docs/benchmarks.md, how things are measured). */
const FRAME_MS = 20;

/** A frame is speech while its RMS is over this share of the loudest frame's. */
const SPEECH_SHARE = 0.05;

/** Amplitude over which a sample counts as heard: below lies the noise of converters and codecs. */
const AUDIBLE_AMPLITUDE = 300;

/** Root mean square of the samples; 0 for none. */
export function rms(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return Math.sqrt(energy / samples.length);
}

/**
 * Where speech ends in a recording: the sample after the last 20 ms frame whose RMS is over 5 % of
 * the loudest frame's. The recording's length if it ends in speech, 0 if all of it is silence.
 */
export function endOfSpeechSample(samples: Int16Array, sampleRateHz: number): number {
  const frameSamples = Math.round((sampleRateHz * FRAME_MS) / 1000);
  const levels: number[] = [];
  for (let start = 0; start < samples.length; start += frameSamples) {
    levels.push(rms(samples.subarray(start, start + frameSamples)));
  }
  const threshold = SPEECH_SHARE * levels.reduce((loudest, level) => Math.max(loudest, level), 0);
  const last = levels.findLastIndex((level) => level > threshold);
  return Math.min(samples.length, (last + 1) * frameSamples);
}

/** Index of the first sample that a person could hear, or null if there is none. */
export function firstAudibleSample(
  samples: Int16Array,
  threshold: number = AUDIBLE_AMPLITUDE,
): number | null {
  const index = samples.findIndex((sample) => Math.abs(sample) > threshold);
  return index === -1 ? null : index;
}
