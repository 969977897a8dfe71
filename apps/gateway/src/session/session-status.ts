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
