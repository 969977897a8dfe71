import { msToSamples, OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

import type { HeardSpeech } from './speech-caller';

const MAX_FRAME_SAMPLES = msToSamples(100, OUTPUT_SAMPLE_RATE_HZ);

/** Frames of at most 100 ms, without gap or overlap, and no message lost. */
export function expectContiguous(heard: HeardSpeech): void {
  let at = 0;
  for (const frame of heard.frames) {
    expect(frame.offset).toBe(at);
    expect(frame.samples.length).toBeLessThanOrEqual(MAX_FRAME_SAMPLES);
    at += frame.samples.length;
  }
  expect(heard.seqs).toEqual(heard.seqs.map((_, index) => index));
}
