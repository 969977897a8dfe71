import type { SessionRecord } from './continuity/session-record';

/** What anybody may know of a session who may know of it at all (protocol section 1). */
export interface SessionStatus {
  readonly session_id: string;
  /** `created`: nobody has opened it yet; `reconnecting`: its client is gone, and may come back. */
  readonly state: 'created' | 'active' | 'reconnecting';
  readonly agent_speaking: boolean;
  readonly user_speaking: boolean;
  readonly processing: boolean;
  readonly muted: boolean;
  readonly turn: number;
  /** ISO 8601. */
  readonly created_at: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The status of a session of which only the record is there. */
export function statusOf(record: SessionRecord): SessionStatus {
  return {
    session_id: record.sid,
    state: record.opened ? 'reconnecting' : 'created',
    agent_speaking: false,
    user_speaking: false,
    processing: false,
    muted: record.muted,
    turn: record.turn,
    created_at: new Date(record.createdAtMs).toISOString(),
    metadata: record.config.metadata,
  };
}
