import type { TtsAlignment } from '@voxrail/contracts';
import { OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

/** For a segment of which the end was never told, because it was cut off: about what voices take. */
const SAMPLES_PER_CHARACTER = OUTPUT_SAMPLE_RATE_HZ / 15;

export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Characters of a speech whose audio is over once `samples` of it have been played. */
export function charactersPlayed(alignment: Iterable<TtsAlignment>, samples: number): number {
  let played = 0;
  for (const { textStart, textEnd, sampleStart, sampleEnd } of alignment) {
    if (samples <= sampleStart) continue;
    const characters = textEnd - textStart;
    const end = sampleEnd ?? sampleStart + characters * SAMPLES_PER_CHARACTER;
    const share = Math.min(1, (samples - sampleStart) / Math.max(1, end - sampleStart));
    played = Math.max(played, textStart + share * characters);
  }
  return Math.floor(played);
}
