/**
 * Why a speech failed. `text_lost`: a message with text did not arrive. `text_too_long`: over the
 * limit. `input_timeout`: no text or credit came while it was waited for. `too_many_speeches`: the
 * session has too many that are not over. `request_refused`: the model does not accept the voice,
 * language or text. `model_failed`: it, or the connection to it, broke. `model_silent`: it gave
 * nothing in time. `no_audio`: it ended without audio for text that can be spoken.
 */
export type SpeechErrorCode =
  | 'text_lost'
  | 'text_too_long'
  | 'input_timeout'
  | 'too_many_speeches'
  | 'request_refused'
  | 'model_failed'
  | 'model_silent'
  | 'no_audio';

const TRAITS: Readonly<
  Record<SpeechErrorCode, { readonly message: string; readonly retryable: boolean }>
> = {
  text_lost: { message: 'a part of the text did not arrive', retryable: true },
  text_too_long: { message: 'the text is too long for one speech', retryable: false },
  input_timeout: { message: 'no text or credit came in time', retryable: true },
  too_many_speeches: { message: 'the session has too many open speeches', retryable: false },
  request_refused: { message: 'the speech model refused the request', retryable: false },
  model_failed: { message: 'the speech model failed', retryable: true },
  model_silent: { message: 'the speech model gave no audio in time', retryable: true },
  no_audio: { message: 'the speech model gave no audio', retryable: true },
};

/** Its message never holds text of the speech, nor what the model said of it: both may be quoted there. */
export class SpeechError extends Error {
  public override readonly name = 'SpeechError';

  public constructor(
    public readonly code: SpeechErrorCode,
    options?: { readonly cause?: unknown },
  ) {
    super(TRAITS[code].message, options);
  }

  /** Whether the same speech may succeed when it is ordered again, here or elsewhere. */
  public get retryable(): boolean {
    return TRAITS[this.code].retryable;
  }
}
