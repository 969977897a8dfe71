import { hkdfSync, randomBytes } from 'node:crypto';

import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

/** RFC 7518 section 3.2: an HS256 key has at least the size of its hash. */
const MIN_BYTES = 32;

/** 32 random hex digits have fewer different ones than this three times in a million. */
const MIN_DIFFERENT_CHARACTERS = 9;

/** What examples and templates carry, ours among them. */
const PLACEHOLDER =
  /change.?me|replace.?(me|this)|your.?(jwt.?)?secret|example|default|placeholder/i;

/** Why the text cannot be a secret; undefined: it can. Never repeats it. */
export function weaknessOf(secret: string): string | undefined {
  if (Buffer.byteLength(secret) < MIN_BYTES) return `must have ${MIN_BYTES} bytes or more`;
  if (PLACEHOLDER.test(secret)) return 'must not be the one of an example';
  if (new Set(secret).size < MIN_DIFFERENT_CHARACTERS) return 'must be random';
  return undefined;
}

/** Rule of a setting: a usable secret. In production (`mode`) it has to be set. */
export function IsSigningSecret(): PropertyDecorator {
  const complaint = (args: ValidationArguments | undefined): string | undefined => {
    const secret: unknown = args?.value;
    if (typeof secret !== 'string') return 'must be text';
    if (secret !== '') return weaknessOf(secret);
    const { mode } = args?.object as { readonly mode?: unknown };
    return mode === 'production' ? 'must be set in production mode' : undefined;
  };
  return ValidateBy({
    name: 'isSigningSecret',
    validator: {
      validate: (_value, args) => complaint(args) === undefined,
      defaultMessage: (args) =>
        `${args?.property ?? ''} ${complaint(args) ?? ''}; openssl rand -base64 32 makes one`,
    },
  });
}

/** A secret for a process that was given none: it ends with the process. */
export function randomSecret(): string {
  return randomBytes(MIN_BYTES).toString('base64url');
}

/**
 * The key that signs session tokens. It is not the secret itself, under which an integrator's own
 * service may sign account tokens: neither kind of token can then be passed off as the other.
 */
export function sessionTokenKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'voxrail session token', MIN_BYTES));
}
