import fc from 'fast-check';

import { StreamingResampler } from './streaming-resampler';

function tone(frequencyHz: number, sampleRateHz: number, samples: number): Float32Array {
  return Float32Array.from(
    { length: samples },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz),
  );
}

async function resampleInPieces(
  samples: Float32Array,
  sizes: readonly number[],
  rates: readonly [number, number],
): Promise<Float32Array> {
  const resampler = await StreamingResampler.open(...rates);
  const out: number[] = [];
  let at = 0;
  for (const size of sizes) {
    out.push(...resampler.push(samples.subarray(at, at + size)));
    at += size;
  }
  out.push(...resampler.push(samples.subarray(at)), ...resampler.end());
  resampler.close();
  return Float32Array.from(out);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? 0))), 0);
}

describe('StreamingResampler', () => {
  it.each([
    [24_000, 22_050],
    [16_000, 22_050],
    [22_050, 16_000],
    [44_100, 16_000],
  ])('keeps a tone where it is in time, from %i to %i Hz', async (fromHz, toHz) => {
    const out = await resampleInPieces(tone(440, fromHz, fromHz), [], [fromHz, toHz]);
    expect(out).toHaveLength(toHz);
    const inner = out.subarray(200, -200);
    const wanted = tone(440, toHz, toHz).subarray(200, -200);
    expect(largestDifference(inner, wanted)).toBeLessThan(1e-4);
  });

  it('makes the same of any pieces as of the whole', async () => {
    const samples = tone(300, 24_000, 6_000);
    const whole = await resampleInPieces(samples, [], [24_000, 22_050]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 1_500 }), { maxLength: 20 }),
        async (sizes) => {
          const pieces = await resampleInPieces(samples, sizes, [24_000, 22_050]);
          expect(pieces).toHaveLength(whole.length);
          expect(largestDifference(pieces, whole)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('starts afresh after the end of a stream', async () => {
    const resampler = await StreamingResampler.open(24_000, 22_050);
    const samples = tone(440, 24_000, 2_400);
    const first = [...resampler.push(samples), ...resampler.end()];
    const second = [...resampler.push(samples), ...resampler.end()];
    expect(second).toEqual(first);
    resampler.close();
    resampler.close();
  });
});
