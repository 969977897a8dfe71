/** Protocol error codes (protocol section 5) with what they mean to a caller. */
interface ErrorTraits {
  /** Status of the HTTP answer, where the code can be one. */
  readonly httpStatus: number | null;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
}

export const ERROR_TRAITS = {
  bad_request: { httpStatus: 400, retryable: false },
  audio_invalid: { httpStatus: null, retryable: false },
  audio_too_large: { httpStatus: null, retryable: false },
  unauthorized: { httpStatus: 401, retryable: false },
  forbidden: { httpStatus: 403, retryable: false },
  session_not_found: { httpStatus: 404, retryable: false },
  tool_request_not_found: { httpStatus: 404, retryable: false },
  conflict: { httpStatus: 409, retryable: false },
  rate_limited: { httpStatus: 429, retryable: true },
  capacity: { httpStatus: 503, retryable: true },
  rail_unavailable: { httpStatus: 503, retryable: true },
  asr_failed: { httpStatus: null, retryable: true },
  llm_failed: { httpStatus: null, retryable: true },
  tts_failed: { httpStatus: null, retryable: true },
  tool_timeout: { httpStatus: null, retryable: true },
  session_expired: { httpStatus: 401, retryable: false },
  internal: { httpStatus: 500, retryable: false },
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof ERROR_TRAITS;
