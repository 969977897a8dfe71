const TONE_HZ = 220;
const AMPLITUDE = 0.3;

/** A swelling twice a second, so that a listener hears time pass and where audio is missing. */
const SWELL_HZ = 2;

/** The tone from sample `from` on: any cut of it is the same tone. */
export function tone(from: number, samples: number, sampleRateHz: number): Float32Array {
  const step = (2 * Math.PI) / sampleRateHz;
  return Float32Array.from({ length: samples }, (_, index) => {
    const at = (from + index) * step;
    const swell = 0.75 + 0.25 * Math.cos(SWELL_HZ * at);
    return AMPLITUDE * swell * Math.sin(TONE_HZ * at);
  });
}
