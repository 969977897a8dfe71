import type { status } from '@grpc/grpc-js';

export type InferenceErrorCode = Exclude<keyof typeof status, 'OK'>;

/**
 * Failures after which the same request may succeed, at once elsewhere or soon here. RESOURCE_EXHAUSTED is
 * not among them: in gRPC it is also a message over the size limit, which stays so. DEADLINE_EXCEEDED is
 * not either: the caller's time is spent, and only the caller knows whether there is more.
 */
const RETRYABLE: ReadonlySet<InferenceErrorCode> = new Set(['UNAVAILABLE', 'ABORTED']);

/** A call to an inference server that did not give its answer. */
export class InferenceError extends Error {
  public override readonly name = 'InferenceError';

  /** Whether the same request may succeed when it is sent again, here or to another server. */
  public readonly retryable: boolean;

  public constructor(
    /** Name of the gRPC status. */
    public readonly code: InferenceErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.retryable = RETRYABLE.has(code);
  }
}

/**
 * Whether the server no longer knows the request's sequence (it was idle for too long, or the server
 * restarted): the sequence must be begun again, with START and all of its input.
 * Triton answers INVALID_ARGUMENT; only the text tells it from other bad requests.
 */
export function isSequenceLost(error: InferenceError): boolean {
  return error.code === 'INVALID_ARGUMENT' && error.message.includes('must specify the START flag');
}
