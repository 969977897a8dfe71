const BYTES_PER_SAMPLE = 2;

/**
 * PCM16 samples as the bytes of the wire, sharing memory with `samples`. Little-endian is what the
 * wire asks for and what every platform that runs this has.
 */
export function samplesToBytes(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/**
 * Bytes of the wire as samples. A byte left over at the end is no sample and is left out. The
 * bytes are copied only where they do not lie on an even address.
 */
export function bytesToSamples(bytes: ArrayBuffer | Uint8Array): Int16Array {
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  const samples = Math.floor(view.byteLength / BYTES_PER_SAMPLE);
  // Not `slice`: a Node Buffer's shares its memory and stays where it is.
  const aligned = view.byteOffset % BYTES_PER_SAMPLE === 0 ? view : new Uint8Array(view);
  return new Int16Array(aligned.buffer, aligned.byteOffset, samples);
}
