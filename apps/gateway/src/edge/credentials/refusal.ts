import { VoxrailError } from '@voxrail/contracts';
import { errors } from 'jose';

import type { AccountIdentity, LocalIdentity } from './identity';

/**
 * The one answer to every credential that is missing or bad, whatever is wrong with it: a difference
 * would tell somebody who tries which part he has right.
 */
export function unauthorized(cause?: unknown): VoxrailError {
  return new VoxrailError('unauthorized', 'credentials are missing or not valid', { cause });
}

/**
 * What a token's holder is told when it was not taken. Only a token that is right in every other way
 * is told that it has expired: its claims are looked at after its signature, and its time last.
 */
export function refusalOf(error: unknown): VoxrailError {
  if (error instanceof errors.JWTExpired) {
    return new VoxrailError('session_expired', 'the token has expired', { cause: error });
  }
  return unauthorized(error);
}

/** The answer to who may create sessions and wants to use one that exists without its token. */
export function needsToken({ kind }: AccountIdentity | LocalIdentity): VoxrailError {
  if (kind === 'local') return unauthorized();
  return new VoxrailError('forbidden', 'a token of this session is needed');
}
