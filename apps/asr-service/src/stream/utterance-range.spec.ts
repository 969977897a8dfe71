import { WINDOW_SAMPLES } from './audio-window';
import { prerollSample, rangeEndSample, TAIL_SAMPLES } from './utterance-range';

describe('The samples of an utterance', () => {
  it('begin prefix_ms before the first voiced window', () => {
    expect(prerollSample(16_000, 300, 0)).toBe(16_000 - 4_800);
  });

  it('do not begin before the floor', () => {
    expect(prerollSample(16_000, 300, 15_000)).toBe(15_000);
  });

  it('end a fixed tail after the last voiced window', () => {
    const endSample = 50 * WINDOW_SAMPLES;
    expect(rangeEndSample(endSample, endSample + 10 * WINDOW_SAMPLES)).toBe(
      endSample + TAIL_SAMPLES,
    );
  });

  it('end no later than the audio that the end was decided on', () => {
    const endSample = 50 * WINDOW_SAMPLES;
    expect(rangeEndSample(endSample, endSample + WINDOW_SAMPLES)).toBe(endSample + WINDOW_SAMPLES);
  });
});
