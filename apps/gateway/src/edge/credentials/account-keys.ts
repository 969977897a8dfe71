import type { Clock } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet, errors } from 'jose';

import { PUBLIC_KEY_ALGORITHMS, readPublicKeys } from './public-keys';
import { WatchedFile } from './watched-file';

/** A key that is not known is asked for at the key server, at most this often. */
const REMOTE_COOLDOWN_MS = 10_000;
const REMOTE_CACHE_MS = 600_000;
/** A client waits for this when its token names a new key. */
const REMOTE_TIMEOUT_MS = 3_000;

const HTTP_ADDRESS = /^https?:\/\//;

/** Where the keys that check account tokens come from, and the algorithms that they check. */
export interface AccountKeys {
  readonly algorithms: readonly string[];
  readonly find: JWTVerifyGetKey;
  close(): void;
}

/** Tokens signed with the secret that the gateway and an integrator's service share. */
export function secretKeys(secret: string): AccountKeys {
  const key = new TextEncoder().encode(secret);
  return {
    algorithms: ['HS256'],
    find: () => Promise.resolve(key),
    close: () => undefined,
  };
}

/**
 * Tokens signed with private keys, whose public ones are in a file or at a JWKS address.
 * @param place path of the file or the address; a new key in either is found without a restart
 * @throws Error when the file cannot be read or used
 */
export function publicKeys(place: string, clock: Clock, logger: Logger): AccountKeys {
  if (HTTP_ADDRESS.test(place)) return remoteKeys(new URL(place), logger);
  const file = new WatchedFile({
    path: place,
    read: (text) => keySetOf(readPublicKeys(text)),
    clock,
    onFailure: (err) => {
      logger.error('the file of JWT keys cannot be used; the last good one stays in force', {
        err,
      });
    },
  });
  return {
    algorithms: PUBLIC_KEY_ALGORITHMS,
    find: async (header, token) => file.value(header, token),
    close: () => {
      file.close();
    },
  };
}

/** A single key without a name checks every token, whatever key the token names. */
function keySetOf(set: JSONWebKeySet): JWTVerifyGetKey {
  const find = createLocalJWKSet(set);
  const [only, ...others] = set.keys;
  if (only?.kid !== undefined || others.length > 0) return find;
  return async ({ alg }, token) => find({ alg }, token);
}

function remoteKeys(address: URL, logger: Logger): AccountKeys {
  const find = createRemoteJWKSet(address, {
    cooldownDuration: REMOTE_COOLDOWN_MS,
    cacheMaxAge: REMOTE_CACHE_MS,
    timeoutDuration: REMOTE_TIMEOUT_MS,
  });
  return {
    algorithms: PUBLIC_KEY_ALGORITHMS,
    find: async (header, token) =>
      find(header, token).catch((err: unknown) => {
        if (!isAboutToken(err)) logger.warn('the JWT keys could not be fetched', { err });
        throw err;
      }),
    close: () => undefined,
  };
}

/** Whether the key set is there and has no key for this token, which is nothing to report. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
