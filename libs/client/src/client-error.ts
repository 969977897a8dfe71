import type { ErrorCode } from '@voxrail/contracts';

/** Codes of the protocol, and what only a client can see. */
export type ClientErrorCode =
  | ErrorCode
  /** Nothing answers at the address, or it is no Voxrail gateway. */
  | 'unreachable'
  /** It answered, but the session did not open in time. */
  | 'timeout'
  /** The call needs an open session and there is none, or none at this moment. */
  | 'not_connected'
  /** The gateway has ended the session; its `session_ending` says why. */
  | 'ended';

// What the contracts' table says, repeated because that module loads validators that a browser has
// no use for; a test holds the two together.
const RETRYABLE: ReadonlySet<ClientErrorCode> = new Set<ClientErrorCode>([
  'rate_limited',
  'capacity',
  'rail_unavailable',
  'asr_failed',
  'llm_failed',
  'tts_failed',
  'tool_timeout',
  'unreachable',
  'timeout',
  'not_connected',
]);

export class VoxrailClientError extends Error {
  public override readonly name = 'VoxrailClientError';

  public constructor(
    public readonly code: ClientErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }

  /** Whether the same call may succeed later without being changed. */
  public get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What `connect_error` carries: the gateway's refusal in `data`, or the transport's own failure. */
export function fromConnectError(cause: Error & { readonly data?: unknown }): VoxrailClientError {
  const data = cause.data;
  if (isRecord(data) && typeof data['code'] === 'string') {
    const message = typeof data['message'] === 'string' ? data['message'] : cause.message;
    return new VoxrailClientError(data['code'] as ClientErrorCode, message, { cause });
  }
  return new VoxrailClientError('unreachable', `no gateway answers: ${cause.message}`, { cause });
}
