/** What clients send and the ASR rail hears: PCM16 little-endian, mono. */
export const INPUT_SAMPLE_RATE_HZ = 16_000;

/** What the TTS rail makes and clients play: PCM16 little-endian, mono. */
export const OUTPUT_SAMPLE_RATE_HZ = 22_050;

export const BYTES_PER_SAMPLE = 2;

/** Design document 12.3: at most this many bytes of audio in one message. */
export const MAX_AUDIO_MESSAGE_BYTES = 32_768;

export function samplesToMs(samples: number, sampleRateHz: number): number {
  return (samples * 1000) / sampleRateHz;
}

export function msToSamples(ms: number, sampleRateHz: number): number {
  return Math.round((ms * sampleRateHz) / 1000);
}
