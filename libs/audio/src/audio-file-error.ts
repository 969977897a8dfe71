export type AudioFileErrorCode = 'unreadable' | 'not_audio' | 'empty';

/** A file that cannot be used as audio. Trying the same file again does not help. */
export class AudioFileError extends Error {
  public override readonly name = 'AudioFileError';
  public readonly retryable = false;

  public constructor(
    public readonly code: AudioFileErrorCode,
    path: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`${path}: ${MESSAGES[code]}`, options);
  }
}

const MESSAGES: Readonly<Record<AudioFileErrorCode, string>> = {
  unreadable: 'the file cannot be read',
  not_audio: 'not a WAV file that can be decoded',
  empty: 'the file holds no samples',
};
