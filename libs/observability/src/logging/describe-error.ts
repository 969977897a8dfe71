import { types } from 'node:util';

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
 * Errors whose messages are fixed texts of this project. All others stay out of the log: parsers quote
 * what they were given, Node quotes wrong arguments, a model server quotes its prompt, and any of it
 * can be what a person said. A list of what is allowed fails safe when an error is new.
 */
const OWN_MESSAGES: ReadonlySet<string> = new Set([
  'BusError',
  'ClaimRefused',
  'ConsoleNotBuiltError',
  'ControlError',
  'PromptError',
  'RecognizerError',
  'SpeechError',
  'VoxrailError',
]);

/** What a log may say of what was thrown: its type and code, where it was, and its message if that is ours. */
export function describeError(thrown: unknown, depth = 0): ErrorDescription {
  if (!isError(thrown)) return { type: typeof thrown };
  const code: unknown = 'code' in thrown ? thrown.code : undefined;
  return {
    type: typeOf(thrown),
    ...(isCode(code) ? { code } : {}),
    ...(mayBeQuoted(thrown) ? { message: thrown.message } : {}),
    stack: stackFrames(thrown),
    ...(thrown.cause !== undefined && depth < MAX_CAUSES
      ? { cause: describeError(thrown.cause, depth + 1) }
      : {}),
  };
}

/** Also of another realm: the tests' is not that of Node's own modules. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || types.isNativeError(thrown);
}

/** A name and no sentence: anyone may give an error any name. */
function typeOf({ name }: Error): string {
  return /^\w{1,64}$/.test(name) ? name : 'Error';
}

function isCode(code: unknown): code is string | number {
  return typeof code === 'number' || (typeof code === 'string' && /^[\w.-]{1,64}$/.test(code));
}

/** The system's own errors name the call and the address that failed. */
function mayBeQuoted(error: Error): boolean {
  return OWN_MESSAGES.has(error.name) || ('syscall' in error && 'errno' in error);
}

/** Where V8 says that a function was called: `at name (place)` or `at place`, each place with a position. */
const FRAME = /^ {4}at .*(:\d+:\d+|<anonymous>|native|index \d+)\)?$/;

/**
 * The frames of an error's stack, without the message that stands above them: a line of the message
 * may look like a frame.
 */
export function stackFrames({ message, stack = '' }: Pick<Error, 'message' | 'stack'>): string[] {
  const head = stack.indexOf(message);
  const below = head < 0 ? stack : stack.slice(head + message.length);
  const lines = below.split('\n');
  return lines.filter((line) => FRAME.test(line)).map((line) => line.trim());
}
