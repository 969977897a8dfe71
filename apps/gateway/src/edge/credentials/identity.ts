import type { SessionGrants } from '../../session/session-grants';
import { LOCAL_OWNER } from '../../session/session-grants';

/** Somebody on this machine, in development mode: no credentials are needed. */
export interface LocalIdentity {
  readonly kind: 'local';
}

/** The holder of an API key or of an account JWT, who may create sessions. */
export interface AccountIdentity {
  readonly kind: 'account';
  readonly grants: SessionGrants;
  /** Sessions at a time; null: as many as the settings say. */
  readonly maxSessions: number | null;
  /** Unix time in milliseconds; null: until it is revoked. */
  readonly expiresAtMs: number | null;
}

/** The holder of a session token, who may use that one session. */
export interface SessionIdentity {
  readonly kind: 'session';
  readonly sid: string;
  /** Unix time in milliseconds. */
  readonly expiresAtMs: number;
}

export type Identity = LocalIdentity | AccountIdentity | SessionIdentity;

/** Sessions of somebody on this machine are bound by the configuration alone. */
export const LOCAL_GRANTS: SessionGrants = { tools: null, maxDurationS: null, owner: LOCAL_OWNER };

/** The most that any grant can say for a session's length (protocol section 4). */
export const MAX_DURATION_S = 86_400;
