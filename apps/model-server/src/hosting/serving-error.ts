/** The gRPC status codes with which Triton answers what can go wrong with an inference. */
export type ServingErrorCode =
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'UNAVAILABLE'
  | 'UNIMPLEMENTED'
  | 'RESOURCE_EXHAUSTED'
  | 'INTERNAL'
  | 'CANCELLED';

/** An inference that is refused or has failed. Its message goes to the caller: no content in it. */
export class ServingError extends Error {
  public override readonly name = 'ServingError';

  public constructor(
    public readonly code: ServingErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }

  /** Whether the same request may succeed later or elsewhere. */
  public get retryable(): boolean {
    return this.code === 'UNAVAILABLE';
  }
}
