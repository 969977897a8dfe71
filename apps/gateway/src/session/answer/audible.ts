/** Quieter samples are the silence that synthesis begins with (docs/benchmarks.md, "first audio"). */
const AUDIBLE_AMPLITUDE = 300;

/** Whether PCM16 little-endian holds a sample that can be heard. */
export function isAudible(pcm: Uint8Array): boolean {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  for (let at = 0; at + 1 < pcm.byteLength; at += 2) {
    if (Math.abs(view.getInt16(at, true)) > AUDIBLE_AMPLITUDE) return true;
  }
  return false;
}
