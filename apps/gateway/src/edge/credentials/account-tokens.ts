import type { JWTPayload } from 'jose';
import { jwtVerify } from 'jose';

import { readMessage } from '../validation';
import type { AccountKeys } from './account-keys';
import { accountOf, GrantsDto } from './grants.dto';
import type { AccountIdentity } from './identity';
import { refusalOf, unauthorized } from './refusal';
import { CLOCK_TOLERANCE_S, MS_PER_S } from './token-time';

/** Claim that carries the grants: `{tools?, max_duration_s?, max_sessions?}`. */
export const GRANTS_CLAIM = 'voxrail';

const MAX_SUBJECT_CHARS = 128;

export interface AccountTokenRules {
  readonly keys: AccountKeys;
  /** `aud` and `iss` that a token must have. */
  readonly audience: string;
  readonly issuer: string;
  /** Unix time in milliseconds. Default: the system's. */
  readonly now?: () => number;
}

/** JWTs by which an integrator's service lets its users create sessions. */
export class AccountTokens {
  public constructor(private readonly rules: AccountTokenRules) {}

  /** @throws VoxrailError `unauthorized` or `session_expired` */
  public async read(token: string): Promise<AccountIdentity> {
    const { keys, audience, issuer, now = Date.now } = this.rules;
    const { payload } = await jwtVerify(token, keys.find, {
      algorithms: [...keys.algorithms],
      audience,
      issuer,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    return accountIn(payload);
  }

  public close(): void {
    this.rules.keys.close();
  }
}

function accountIn({ sub, exp, [GRANTS_CLAIM]: grants }: JWTPayload): AccountIdentity {
  if (sub === undefined || sub === '' || sub.length > MAX_SUBJECT_CHARS || exp === undefined) {
    throw unauthorized();
  }
  try {
    return accountOf(`sub:${sub}`, readMessage(GrantsDto, grants), exp * MS_PER_S);
  } catch (error) {
    // A grant that is not understood must not turn into one without limits.
    throw unauthorized(error);
  }
}
