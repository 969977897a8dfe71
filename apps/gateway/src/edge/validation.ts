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
 * What a client sent, as the class describes it: every field known, of its type and within bounds.
 * @throws VoxrailError `bad_request` naming the first field that is not
 */
export function readMessage<T extends object>(type: ClassConstructor<T>, sent: unknown): T {
  const plain = sent ?? {};
  if (typeof plain !== 'object' || Array.isArray(plain) || ArrayBuffer.isView(plain)) {
    throw new VoxrailError('bad_request', 'the message is not a JSON object');
  }
  refuseMisuse(plain, '');
  const message = plainToInstance<T, object>(type, plain);
  const [first] = validateSync(message, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  if (first !== undefined) throw new VoxrailError('bad_request', describe(first, ''));
  return message;
}

/**
 * What the transformation to a class would let pass: a null, which would count as absent and then
 * reset what it names, and names by which a prototype could be reached, which it drops in silence.
 */
function refuseMisuse(value: object, path: string): void {
  for (const [name, field] of Object.entries(value)) {
    if (PROTOTYPE_NAMES.has(name)) {
      throw new VoxrailError('bad_request', `${path}${name} is not a known field`);
    }
    if (field === null && !NULLABLE.has(name)) {
      throw new VoxrailError('bad_request', `${path}${name} must not be null`);
    }
    if (typeof field === 'object' && field !== null && !OPAQUE.has(name)) {
      refuseMisuse(field as object, `${path}${name}.`);
    }
  }
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
