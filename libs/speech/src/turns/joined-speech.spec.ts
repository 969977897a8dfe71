import fc from 'fast-check';

import { longestPauseMs } from '../pauses';
import { toUtterance } from '../to-utterance';
import type { Utterance } from '../utterance';
import { joinSpeech } from './joined-speech';

const RATE_HZ = 16_000;

function spoken(ms: number, quietMs: number): Utterance {
  const samples = new Int16Array(((ms + 2 * quietMs) * RATE_HZ) / 1000);
  samples.fill(8_000, (quietMs * RATE_HZ) / 1000, ((quietMs + ms) * RATE_HZ) / 1000);
  return toUtterance({ name: 'tone', voice: 'tone', origin: 'synthesized', samples });
}

describe('joinSpeech', () => {
  it('makes a pause as long as it is asked to, also one shorter than the quiet around the speech', () => {
    const pauses = fc.integer({ min: 6, max: 30 }).map((frames) => frames * 20);
    fc.assert(
      fc.property(pauses, fc.constantFrom(0, 40, 500), (pauseMs, quietMs) => {
        const { samples } = joinSpeech([spoken(200, quietMs), spoken(300, quietMs)], [pauseMs]);
        expect(longestPauseMs(samples, RATE_HZ)).toBe(pauseMs);
      }),
    );
  });

  it('tells where speech stops, and keeps the quiet at both ends', () => {
    const turn = joinSpeech([spoken(200, 100), spoken(300, 100), spoken(100, 100)], [120, 400]);
    const ends = [100 + 200, 300 + 120 + 300, 720 + 400 + 100];
    expect(turn.speechEndSamples).toEqual(ends.map((ms) => ms * 16));
    expect(turn.samples).toHaveLength((1_220 + 100) * 16);
  });
});
