/** One above the largest magnitude of a 16-bit sample: full scale of the float range -1…1. */
const INT16_FULL_SCALE = 32_768;
const INT16_MAX = 32_767;

/** Samples of -1…1 to PCM16: rounded, clamped where they are louder; not-a-number becomes silence. */
export function float32ToInt16(samples: Float32Array): Int16Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) {
    const scaled = Math.round((samples[i] ?? 0) * INT16_FULL_SCALE);
    out[i] = Math.max(-INT16_FULL_SCALE, Math.min(INT16_MAX, scaled));
  }
  return out;
}

/** PCM16 to samples of -1…1. */
export function int16ToFloat32(samples: Int16Array): Float32Array {
  const out = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) out[i] = (samples[i] ?? 0) / INT16_FULL_SCALE;
  return out;
}

/**
 * The samples that little-endian PCM16 bytes hold, copied: received bytes may lie at any address,
 * and an Int16Array only at an even one. A last odd byte is not a sample and is left out.
 */
export function int16FromBytes(bytes: Uint8Array): Int16Array {
  const length = bytes.byteLength >> 1;
  const out = new Int16Array(length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < length; i += 1) out[i] = view.getInt16(i * 2, true);
  return out;
}

/** The samples as little-endian PCM16 bytes, in a buffer of their own. */
export function int16ToBytes(samples: Int16Array): Uint8Array {
  const out = new Uint8Array(samples.length * 2);
  const view = new DataView(out.buffer);
  for (let i = 0; i < samples.length; i += 1) view.setInt16(i * 2, samples[i] ?? 0, true);
  return out;
}
