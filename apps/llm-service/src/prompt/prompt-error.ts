export type PromptErrorCode = 'prompt_empty' | 'context_full' | 'prompt_invalid';

/** A start message from which no prompt can be made; trying again changes nothing. */
export class PromptError extends Error {
  public override readonly name = 'PromptError';
  public readonly retryable = false;

  public constructor(
    public readonly code: PromptErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
