import { longestPauseMs, VOICE_SHARE } from './pauses';

const RATE_HZ = 16_000;

function tone(ms: number): number[] {
  return Array.from({ length: (RATE_HZ * ms) / 1000 }, (_, i) => (i % 2 === 0 ? 8000 : -8000));
}

function quiet(ms: number): number[] {
  return Array.from({ length: (RATE_HZ * ms) / 1000 }, () => 0);
}

describe('longestPauseMs', () => {
  it('measures the quiet between speech, and not what stands before or after it', () => {
    const samples = [
      quiet(900),
      tone(200),
      quiet(120),
      tone(200),
      quiet(340),
      tone(100),
      quiet(900),
    ];
    expect(longestPauseMs(Int16Array.from(samples.flat()), RATE_HZ)).toBe(340);
  });

  it('counts what is louder than breath and softer than a voice only where it is asked to', () => {
    const breath = Array.from({ length: (RATE_HZ * 100) / 1000 }, (_, i) => (i % 2 ? 800 : -800));
    const samples = Int16Array.from([tone(200), breath, quiet(120), tone(200)].flat());
    expect(longestPauseMs(samples, RATE_HZ)).toBe(120);
    expect(longestPauseMs(samples, RATE_HZ, VOICE_SHARE)).toBe(220);
  });

  it('is zero for silence and for speech without a break', () => {
    expect(longestPauseMs(Int16Array.from(quiet(500)), RATE_HZ)).toBe(0);
    expect(longestPauseMs(Int16Array.from(tone(500)), RATE_HZ)).toBe(0);
  });
});
