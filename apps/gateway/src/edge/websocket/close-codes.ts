import type { ClosingReason } from '../client-wire';

/** Close codes of the raw WebSocket (protocol section 2). */
export const CLOSE_CODES: Readonly<Record<ClosingReason, number>> = {
  hangup: 1000,
  deleted: 1000,
  draining: 1012,
  bad_requests: 4400,
  expired: 4401,
  idle: 4408,
  max_duration: 4408,
  replaced: 4409,
  slow: 4413,
  too_fast: 4429,
  // An internal error, by RFC 6455: the client has been told which one.
  failed: 1011,
  unknown: 1001,
};

/** The session that the stream was to be opened for has ended meanwhile. */
export const SESSION_GONE = 4404;

export const GOING_AWAY = 1001;

/** Opening it failed for now: try again later (IANA's registry of close codes). */
export const TRY_AGAIN_LATER = 1013;

/** More than the rules of the connection allow, by RFC 6455. */
export const POLICY_VIOLATION = 1008;
