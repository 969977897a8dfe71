import type { ErrorCode } from './error-code';
import { ERROR_TRAITS } from './error-code';

/** An error that a caller is told about: its code is the protocol's, its message is safe to show. */
export class VoxrailError extends Error {
  public override readonly name = 'VoxrailError';

  public constructor(
    public readonly code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }

  /** Whether the same request may succeed later without being changed. */
  public get retryable(): boolean {
    return ERROR_TRAITS[this.code].retryable;
  }
}
