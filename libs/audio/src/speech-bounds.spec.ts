import { endOfSpeechSample, firstAudibleSample, rms } from './speech-bounds';

/** Samples of one amplitude, alternating in sign. */
function noise(samples: number, amplitude: number): number[] {
  return Array.from({ length: samples }, (_, i) => (i % 2 === 0 ? amplitude : -amplitude));
}

describe('rms', () => {
  it('is the amplitude of a square wave and 0 for nothing', () => {
    expect(rms(Int16Array.from(noise(100, 700)))).toBe(700);
    expect(rms(new Int16Array(0))).toBe(0);
  });
});

describe('endOfSpeechSample', () => {
  it('is the end of the last 20 ms frame over 5 % of the loudest', () => {
    const samples = Int16Array.from([
      ...noise(640, 10_000),
      ...noise(320, 501),
      ...noise(320, 499),
      ...noise(3_200, 20),
    ]);
    expect(endOfSpeechSample(samples, 16_000)).toBe(960);
  });

  it('is the length of a recording that ends in speech, also within a frame', () => {
    expect(endOfSpeechSample(Int16Array.from(noise(1_000, 5_000)), 16_000)).toBe(1_000);
  });

  it('is 0 where nothing was said', () => {
    expect(endOfSpeechSample(new Int16Array(16_000), 16_000)).toBe(0);
    expect(endOfSpeechSample(new Int16Array(0), 16_000)).toBe(0);
  });
});

describe('firstAudibleSample', () => {
  it('is the first sample over 300 in amplitude, of either sign', () => {
    expect(firstAudibleSample(Int16Array.of(0, 300, -301, 900))).toBe(2);
  });

  it('is null when all of it is quieter', () => {
    expect(firstAudibleSample(Int16Array.of(300, -300))).toBeNull();
  });
});
