import { createPublicKey } from 'node:crypto';

import type { JSONWebKeySet, JWK } from 'jose';

/** The one algorithm of each type of key: a token cannot choose, and a public key is never a secret. */
const ALGORITHM_BY_TYPE: Readonly<Record<string, string>> = {
  RSA: 'RS256',
  'EC P-256': 'ES256',
  'OKP Ed25519': 'EdDSA',
};

/** Every algorithm that a token signed with a private key may name. */
export const PUBLIC_KEY_ALGORITHMS: readonly string[] = Object.values(ALGORITHM_BY_TYPE);

/** Fields of a JWK that only the signer may have. */
const PRIVATE_FIELDS = ['d', 'p', 'q', 'k'] as const;

/**
 * The public keys in a file: one key in PEM, one JWK, or a JWK set.
 * @throws Error saying what cannot be used; it repeats nothing of a key
 */
export function readPublicKeys(text: string): JSONWebKeySet {
  const keys = text.trimStart().startsWith('{') ? readJson(text) : [readPem(text)];
  if (keys.length === 0) throw new Error('the file has no key');
  return { keys: keys.map(pinned) };
}

function readPem(text: string): JWK {
  if (text.includes('PRIVATE KEY')) throw new Error(ONLY_PUBLIC);
  try {
    return createPublicKey(text).export({ format: 'jwk' });
  } catch {
    throw new Error('the file is neither a public key in PEM nor a JWK nor a JWK set');
  }
}

function readJson(text: string): readonly JWK[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's own message repeats what it read.
    throw new Error('the file is not JSON');
  }
  const keys: unknown = isObject(parsed) && 'keys' in parsed ? parsed['keys'] : [parsed];
  if (!Array.isArray(keys) || !keys.every(isObject)) throw new Error('its keys are not a list');
  return keys;
}

/** The key with the algorithm of its type, which is then the only one that it checks. */
function pinned(key: JWK): JWK {
  if (PRIVATE_FIELDS.some((field) => field in key)) throw new Error(ONLY_PUBLIC);
  const type = [key.kty, key.crv].filter((part) => part !== undefined).join(' ');
  const algorithm = ALGORITHM_BY_TYPE[type];
  if (algorithm === undefined || (key.alg !== undefined && key.alg !== algorithm)) {
    throw new Error(`a key must be for one of ${PUBLIC_KEY_ALGORITHMS.join(', ')}`);
  }
  return { ...key, alg: algorithm };
}

const ONLY_PUBLIC = 'it holds a private or secret key: the gateway needs the public one only';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
