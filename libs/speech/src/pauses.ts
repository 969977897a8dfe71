import { rms } from '@voxrail/audio';

const FRAME_MS = 20;

/** The same rule as for the end of speech: quieter than this share of the loudest frame is a pause. */
const SPEECH_SHARE = 0.05;

/** Below this share there may still be breath, and the fading of a phrase, but no vowel. */
export const VOICE_SHARE = 0.15;

/**
 * Length of the longest stretch of quiet frames between the first and the last frame of speech.
 * @param speechShare share of the loudest frame's loudness from which a frame is not quiet
 */
export function longestPauseMs(
  samples: Int16Array,
  sampleRateHz: number,
  speechShare = SPEECH_SHARE,
): number {
  const frameSamples = Math.round((sampleRateHz * FRAME_MS) / 1000);
  const levels: number[] = [];
  for (let start = 0; start < samples.length; start += frameSamples) {
    levels.push(rms(samples.subarray(start, start + frameSamples)));
  }
  const threshold = speechShare * Math.max(0, ...levels);
  let longest = 0;
  let quiet = 0;
  let begun = false;
  for (const level of levels) {
    if (level > threshold) {
      if (begun) longest = Math.max(longest, quiet);
      begun = true;
      quiet = 0;
    } else {
      quiet += 1;
    }
  }
  return longest * FRAME_MS;
}
