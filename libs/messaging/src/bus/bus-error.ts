/** `disconnected`: no server at the moment. `timeout`: it did not answer in time. `closed`: by us, for good. */
export type BusErrorCode = 'disconnected' | 'timeout' | 'closed';

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
