import { WINDOW_SAMPLES } from './audio-window';
import { start } from '../testing/scripted-session';
import { listeningRules } from './listening-rules';
import { prerollSample, rangeEndSample, TAIL_SAMPLES, tailSamples } from './utterance-range';

describe('The samples of an utterance', () => {
  it('begin prefix_ms before the first voiced window', () => {
    expect(prerollSample(16_000, 300, 0)).toBe(16_000 - 4_800);
  });

  it('do not begin before the floor', () => {
    expect(prerollSample(16_000, 300, 15_000)).toBe(15_000);
  });

  it('end a fixed tail after the last voiced window', () => {
    const endSample = 50 * WINDOW_SAMPLES;
    expect(rangeEndSample(endSample, TAIL_SAMPLES, endSample + 10 * WINDOW_SAMPLES)).toBe(
      endSample + TAIL_SAMPLES,
    );
  });

  it('end no later than the audio that the end was decided on', () => {
    const endSample = 50 * WINDOW_SAMPLES;
    expect(rangeEndSample(endSample, TAIL_SAMPLES, endSample + WINDOW_SAMPLES)).toBe(
      endSample + WINDOW_SAMPLES,
    );
  });

  it.each([
    ['192 ms without speculation', { speculate: false }, 6],
    ['the silence that a candidate waits for, in whole windows', { speculateAfterMs: 65 }, 3],
    ['at least one window', { speculateAfterMs: 0 }, 1],
    ['192 ms where speech ends before a candidate would be made', { speculateAfterMs: 300 }, 6],
    ['192 ms where silence does not end speech', { mode: 'manual' as const }, 6],
  ])('have a tail of %s', (_, rules, windows) => {
    const { config } = start({ speculate: true, ...rules });
    expect(tailSamples(listeningRules(config))).toBe(windows * WINDOW_SAMPLES);
  });
});
