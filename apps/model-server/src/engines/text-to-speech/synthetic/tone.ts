const TONE_HZ = 220;
const AMPLITUDE = 0.3;

/** A swelling twice a second, so that a listener hears time pass and where audio is missing. */
const SWELL_HZ = 2;

/** A tone that repeats every second; kept as one, since the benchmarks ask for hours of it. */
export class Tone {
  private readonly second: Float32Array;

  public constructor(public readonly sampleRateHz: number) {
    const step = (2 * Math.PI) / sampleRateHz;
    this.second = Float32Array.from({ length: sampleRateHz }, (_, index) => {
      const swell = 0.75 + 0.25 * Math.cos(SWELL_HZ * index * step);
      return AMPLITUDE * swell * Math.sin(TONE_HZ * index * step);
    });
  }

  /** The tone from sample `from` on: any cut of it is the same tone. */
  public cut(from: number, samples: number): Float32Array {
    const cut = new Float32Array(samples);
    for (let at = 0; at < samples;) {
      const start = (from + at) % this.second.length;
      const part = this.second.subarray(start, start + samples - at);
      cut.set(part, at);
      at += part.length;
    }
    return cut;
  }
}
