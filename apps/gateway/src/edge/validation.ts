import { VoxrailError } from '@voxrail/contracts';
import type { ClassConstructor } from 'class-transformer';
import { plainToInstance } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import { validateSync } from 'class-validator';

/** Fields in which a client's null is a value and not a mistake. */
export const NULLABLE: ReadonlySet<string> = new Set(['greeting', 'result']);

const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Objects of the client's own making, which are not looked into. */
const OPAQUE: ReadonlySet<string> = new Set(['result', 'parameters', 'metadata']);

/**
 * Levels of lists and objects within each other. A message of 64 KiB has room for 32,000, and what
 * follows a value by recursion, such as the writing of JSON, runs out of stack after some thousands.
 */
const MOST_LEVELS = 64;

/**
 * What a client sent, as the class describes it: every field known, of its type and within bounds.
 * @throws VoxrailError `bad_request` naming the first field that is not
 */
export function readMessage<T extends object>(type: ClassConstructor<T>, sent: unknown): T {
  const plain = sent ?? {};
  if (!holdsFields(plain) || Array.isArray(plain)) {
    throw new VoxrailError('bad_request', 'the message is not a JSON object');
  }
  refuseDepth(plain, MOST_LEVELS);
  const message = plainToInstance<T, object>(type, withoutOpaque(plain, ''));
  putBackOpaque(plain, message);
  const [first] = validateSync(message, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  if (first !== undefined) throw new VoxrailError('bad_request', describe(first, ''));
  return message;
}

/** Also within what is not looked into further: it is written as JSON later on. */
function refuseDepth(value: object, levels: number): void {
  if (levels === 0) {
    throw new VoxrailError('bad_request', `the message is more than ${MOST_LEVELS} levels deep`);
  }
  for (const field of Object.values(value) as unknown[]) {
    if (holdsFields(field)) refuseDepth(field, levels - 1);
  }
}

/**
 * A copy for the transformation to a class, which would make classes of the client's own objects where
 * they have a key `constructor`. What else it would let pass is refused: a null, which would count as
 * absent and then reset what it names, and names by which a prototype could be reached, which it drops
 * in silence.
 */
function withoutOpaque(value: object, path: string): object {
  const entries = Object.entries(value).map(([name, field]: [string, unknown]) => {
    if (PROTOTYPE_NAMES.has(name)) {
      throw new VoxrailError('bad_request', `${path}${name} is not a known field`);
    }
    if (field === null && !NULLABLE.has(name)) {
      throw new VoxrailError('bad_request', `${path}${name} must not be null`);
    }
    if (!holdsFields(field)) return [name, field] as const;
    return [name, OPAQUE.has(name) ? null : withoutOpaque(field, `${path}${name}.`)] as const;
  });
  return Array.isArray(value) ? entries.map(([, field]) => field) : Object.fromEntries(entries);
}

function putBackOpaque(from: object, to: object): void {
  for (const [name, field] of Object.entries(from) as [string, unknown][]) {
    if (!holdsFields(field)) continue;
    const target: unknown = Reflect.get(to, name);
    if (OPAQUE.has(name)) Reflect.set(to, name, field);
    else if (holdsFields(target)) putBackOpaque(field, target);
  }
}

/** A list or an object, and not the bytes of an attachment. */
function holdsFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

function describe(error: ValidationError, path: string): string {
  const field = `${path}${error.property}`;
  const [child] = error.children ?? [];
  if (child !== undefined) return describe(child, `${field}.`);
  const [rule] = Object.entries(error.constraints ?? {});
  if (rule === undefined) return `${field} is invalid`;
  const [name, text] = rule;
  if (name === 'whitelistValidation') return `${field} is not a known field`;
  if (name === 'nestedValidation') return `${field} must be an object`;
  return text.startsWith(error.property) ? `${path}${text}` : `${field}: ${text}`;
}
