import { SincResampler } from './sinc-resampler';

function tone(frequencyHz: number, rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, i) =>
    Math.sin((2 * Math.PI * frequencyHz * i) / rateHz),
  );
}

function inBlocks(resampler: SincResampler, input: Float32Array, block: number): number[] {
  const output: number[] = [];
  for (let at = 0; at < input.length; at += block) {
    output.push(...resampler.push(input.subarray(at, at + block)));
  }
  return output;
}

function loudness(samples: readonly number[]): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

describe('SincResampler', () => {
  it.each([44_100, 48_000])('turns a second at %i Hz into a second at 16 kHz', (rateHz) => {
    const output = inBlocks(new SincResampler(rateHz, 16_000), tone(440, rateHz, 1), 128);
    expect(Math.abs(output.length - 16_000)).toBeLessThan(50);
  });

  it('keeps the loudness of a voice and removes what 16 kHz cannot carry', () => {
    const voice = inBlocks(new SincResampler(48_000, 16_000), tone(1_000, 48_000, 1), 128);
    const whistle = inBlocks(new SincResampler(48_000, 16_000), tone(11_000, 48_000, 1), 128);
    expect(loudness(voice)).toBeCloseTo(Math.SQRT1_2, 2);
    expect(loudness(whistle.slice(100))).toBeLessThan(0.001);
  });

  it('makes the same samples of any blocks', () => {
    const input = tone(700, 44_100, 0.2);
    const small = inBlocks(new SincResampler(44_100, 16_000), input, 128);
    const large = inBlocks(new SincResampler(44_100, 16_000), input, 1_000);
    const common = Math.min(small.length, large.length);
    for (let i = 0; i < common; i += 1) expect(small[i]).toBeCloseTo(large[i] ?? NaN, 5);
  });
});
