const SESSION_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Whether `value` may become a token of a subject. Anything else (a dot, a wildcard, a space)
 * would change what the subject means, so it is checked before every use in a subject.
 */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && SESSION_ID.test(value);
}
