import { IsArray, IsString, Matches } from 'class-validator';

const SESSION_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** va.<rail>.claim and va.w.<worker>.claim: a gateway wants a worker for a session. */
export class ClaimRequest {
  @Matches(SESSION_ID)
  public sid!: string;

  @IsString()
  public gateway!: string;
}

/** The worker has subscribed to the session's subjects before it answers `claimed`. */
export type ClaimReply =
  | {
      readonly status: 'claimed';
      readonly worker: string;
      /** Same value: the monotonic clocks of both processes can be compared. */
      readonly clockId: string;
    }
  | {
      readonly status: 'busy';
      readonly worker: string;
      readonly reason: 'capacity' | 'draining' | 'not_ready';
    };

/** va.w.<worker>.lease: every LEASE_INTERVAL_MS, names all sessions this gateway still holds there. */
export class LeaseRequest {
  @IsString()
  public gateway!: string;

  @IsArray()
  @Matches(SESSION_ID, { each: true })
  public sids!: string[];
}

export interface LeaseReply {
  readonly worker: string;
  readonly sessions: number;
  readonly capacity: number;
  readonly draining: boolean;
  /** Sessions of the request that the worker does not hold (any more). */
  readonly unknown: readonly string[];
}

/** va.w.<worker>.release: this gateway gives the session back. */
export class ReleaseRequest {
  @Matches(SESSION_ID)
  public sid!: string;

  @IsString()
  public gateway!: string;
}

export interface ReleaseReply {
  readonly released: boolean;
}

export const LEASE_INTERVAL_MS = 500;

/** A session whose lease was not renewed for this long ends on both sides. */
export const LEASE_TTL_MS = 3_000;

/** A claim that is not answered by then counts as a silent worker. */
export const CLAIM_TIMEOUT_MS = 500;
