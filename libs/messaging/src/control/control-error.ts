/**
 * Why a control request has no answer. `no_responders`: nobody listens on the subject (the worker is
 * gone). `timeout`: somebody may, but is silent. `failed`: the handler refused or the connection is down.
 */
export type ControlErrorCode = 'no_responders' | 'timeout' | 'failed';

export class ControlError extends Error {
  public override readonly name = 'ControlError';

  public constructor(
    public readonly code: ControlErrorCode,
    subject: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`control request on ${subject}: ${code}`, options);
  }

  /** Whether the same request may succeed later; all of them may, with another worker or connection. */
  public get retryable(): boolean {
    return true;
  }
}
