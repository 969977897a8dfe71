import { describeError } from './describe-error';
import { LoggableTranscript } from './transcript';

/**
 * Everything a log line may carry besides its message. A field that is not declared here is not
 * written, whatever a caller passes: a list of what is allowed fails safe, a list of what to
 * remove does not. None of them but `transcript` may hold what a person said, heard or typed.
 */
export interface LogFields {
  readonly sid?: string;
  readonly order?: number;
  readonly turn?: number;
  readonly utterance?: number;
  readonly segment?: number;
  readonly worker?: string;
  readonly gateway?: string;
  readonly rail?: string;
  readonly model?: string;
  readonly traceparent?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly state?: string;
  readonly subject?: string;
  readonly setting?: string;
  readonly host?: string;
  readonly address?: string;
  readonly path?: string;
  readonly context?: string;
  readonly signal?: string;
  readonly phase?: string;
  readonly waitingFor?: readonly string[];
  readonly internalPort?: number;
  readonly publicPort?: number;
  readonly port?: number;
  readonly capacity?: number;
  readonly sessions?: number;
  readonly count?: number;
  readonly attempt?: number;
  readonly bytes?: number;
  readonly samples?: number;
  readonly tokens?: number;
  readonly durationMs?: number;
  readonly deadlineMs?: number;
  /** What was said, in a session with `log_transcripts`; the only field that may hold any of it. */
  readonly transcript?: LoggableTranscript | undefined;
  /** What was caught; written as its type, code and stack (see `describeError`). */
  readonly err?: unknown;
}

type LogFieldName = keyof LogFields;

/** A record, so that the compiler misses no field of the interface. */
const ALLOWED: Readonly<Record<LogFieldName, true>> = {
  sid: true,
  order: true,
  turn: true,
  utterance: true,
  segment: true,
  worker: true,
  gateway: true,
  rail: true,
  model: true,
  traceparent: true,
  code: true,
  reason: true,
  state: true,
  subject: true,
  setting: true,
  host: true,
  address: true,
  path: true,
  context: true,
  signal: true,
  phase: true,
  waitingFor: true,
  internalPort: true,
  publicPort: true,
  port: true,
  capacity: true,
  sessions: true,
  count: true,
  attempt: true,
  bytes: true,
  samples: true,
  tokens: true,
  durationMs: true,
  deadlineMs: true,
  transcript: true,
  err: true,
};

/** Only the declared fields of `fields`, with those that are objects made writable. */
export function allowedFields(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(ALLOWED, name) || value === undefined) continue;
    const writable = toWritable(name as LogFieldName, value);
    if (writable !== undefined) kept[name] = writable;
  }
  return kept;
}

function toWritable(name: LogFieldName, value: unknown): unknown {
  if (name === 'transcript') return LoggableTranscript.textOf(value);
  return name === 'err' ? describeError(value) : value;
}
