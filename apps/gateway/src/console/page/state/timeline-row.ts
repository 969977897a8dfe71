/** One turn as the timeline shows it. Times are milliseconds from the beginning of the row. */
export interface TimelineRow {
  /** Null until a message has named it. */
  readonly turn: number | null;
  /** Whether the person typed, spoke, or did neither (the agent began). */
  readonly begunBy: 'speech' | 'text' | 'agent';
  readonly lengthMs: number;
  /** False while more may come. */
  readonly over: boolean;
  /** Answers that were begun before the turn was certain; 0 until the turn's metrics say. */
  readonly revisions: number;
  readonly spans: readonly TimelineSpan[];
  readonly marks: readonly TimelineMark[];
}

/**
 * `waiting` is the time from the end of speech to the commit, `ahead` the same where the answer that
 * was heard had been begun in it, `paused` the agent stopped in the middle of what it says.
 */
export type SpanKind = 'user' | 'waiting' | 'ahead' | 'thinking' | 'tool' | 'speaking' | 'paused';

export interface TimelineSpan {
  readonly kind: SpanKind;
  readonly fromMs: number;
  readonly toMs: number;
  /** Of a tool call. */
  readonly toolName?: string;
}

export type MarkKind = 'commit' | 'interruption' | 'pause' | 'resume';

export interface TimelineMark {
  readonly kind: MarkKind;
  readonly atMs: number;
}
