/**
 * Everything a log line may carry besides its message. A field that is not declared here is not
 * written, whatever a caller passes: a list of what is allowed fails safe, a list of what to
 * remove does not. None of them may hold what a person said, heard or typed.
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
  err: true,
};

/** Only the declared fields of `fields`, with `err` made writable. */
export function allowedFields(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(ALLOWED, name) || value === undefined) continue;
    kept[name] = name === 'err' ? describeError(value) : value;
  }
  return kept;
}

/** An error as it is logged. */
export interface ErrorDescription {
  readonly type: string;
  readonly code?: string | number;
  readonly message?: string;
  readonly stack?: readonly string[];
  readonly cause?: ErrorDescription;
}

const MAX_CAUSES = 4;

/**
 * What a log may say of an error. The message of a `SyntaxError` is left out: the JSON parser quotes
 * what it was given, which can be what a person said.
 */
export function describeError(thrown: unknown, depth = 0): ErrorDescription {
  if (!(thrown instanceof Error)) {
    return typeof thrown === 'string'
      ? { type: 'string', message: thrown }
      : { type: typeof thrown };
  }
  const code: unknown = 'code' in thrown ? thrown.code : undefined;
  return {
    type: thrown.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(thrown instanceof SyntaxError ? {} : { message: thrown.message }),
    stack: stackFrames(thrown),
    ...(thrown.cause !== undefined && depth < MAX_CAUSES
      ? { cause: describeError(thrown.cause, depth + 1) }
      : {}),
  };
}

function stackFrames(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => line.startsWith('at '));
}
