/**
 * `disconnected`: no server at the moment. `timeout`: no answer in time. `closed`: by us, for good.
 * `no_responders`: nobody listens on the subject. `conflict`: somebody else has written meanwhile.
 * `unavailable`: the server cannot do this, for example because it runs without JetStream.
 */
export type BusErrorCode =
  'disconnected' | 'timeout' | 'closed' | 'no_responders' | 'conflict' | 'unavailable';

export class BusError extends Error {
  public override readonly name = 'BusError';

  public constructor(
    public readonly code: BusErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }

  /** Whether the same call may succeed later. */
  public get retryable(): boolean {
    return this.code !== 'closed';
  }
}
