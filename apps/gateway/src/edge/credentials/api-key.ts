import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
const KEY = /^vxr_[A-Za-z0-9_-]{43}$/;
const HASH_NAME = 'sha256';

/** A new API key: 256 random bits, so that a plain hash of it can be stored without being guessed. */
export function newApiKey(): string {
  return `vxr_${randomBytes(KEY_BYTES).toString('base64url')}`;
}

/** Whether the text can be an API key at all: nothing else is hashed. */
export function isApiKey(text: string): boolean {
  return KEY.test(text);
}

/** The form in which a key is stored: `sha256:<64 hex digits>`. */
export function hashOfApiKey(key: string): string {
  return `${HASH_NAME}:${createHash(HASH_NAME).update(key).digest('hex')}`;
}

/** Compares two stored forms in a time that says nothing about where they differ. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
