import { float32ToInt16, int16ToFloat32 } from './pcm';
import { StreamingResampler } from './streaming-resampler';

/** A whole recording at another rate: as long as before, to the nearest sample. */
export async function resample(
  samples: Int16Array,
  fromHz: number,
  toHz: number,
): Promise<Int16Array> {
  if (fromHz === toHz) return samples;
  const resampler = await StreamingResampler.open(fromHz, toHz);
  try {
    const head = float32ToInt16(resampler.push(int16ToFloat32(samples)));
    const tail = float32ToInt16(resampler.end());
    const out = new Int16Array(head.length + tail.length);
    out.set(head);
    out.set(tail, head.length);
    return out;
  } finally {
    resampler.close();
  }
}
