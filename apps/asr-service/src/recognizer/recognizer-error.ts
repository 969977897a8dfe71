/** `capacity`: no recognizer is free or reachable at the moment. `asr_failed`: it did not do its work. */
export type RecognizerErrorCode = 'capacity' | 'asr_failed';

/** Why audio was not recognized; the message is safe to show. */
export class RecognizerError extends Error {
  public override readonly name = 'RecognizerError';

  public constructor(
    public readonly code: RecognizerErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }

  /** Both pass: the next utterance may well be recognized. */
  public get retryable(): boolean {
    return true;
  }

  /** Anything that was thrown, as what it means to the listener. */
  public static from(cause: unknown): RecognizerError {
    if (cause instanceof RecognizerError) return cause;
    return new RecognizerError('asr_failed', 'speech recognition failed', { cause });
  }
}
