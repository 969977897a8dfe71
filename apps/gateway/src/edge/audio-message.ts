import { BYTES_PER_SAMPLE, MAX_AUDIO_MESSAGE_BYTES, VoxrailError } from '@voxrail/contracts';

/**
 * The audio of one message: PCM16.
 * @throws VoxrailError `audio_invalid` or `audio_too_large`
 */
export function readAudio(sent: unknown): Uint8Array {
  if (!(sent instanceof Uint8Array)) throw new VoxrailError('audio_invalid', 'audio is not binary');
  if (sent.byteLength === 0) throw new VoxrailError('audio_invalid', 'audio is empty');
  if (sent.byteLength > MAX_AUDIO_MESSAGE_BYTES) {
    throw new VoxrailError('audio_too_large', `audio is over ${MAX_AUDIO_MESSAGE_BYTES} bytes`);
  }
  if (sent.byteLength % BYTES_PER_SAMPLE !== 0) {
    throw new VoxrailError('audio_invalid', 'audio has an odd number of bytes');
  }
  return sent;
}
