import { isSessionId } from '@voxrail/contracts';
import { jwtVerify, SignJWT } from 'jose';

import type { SessionIdentity } from './identity';
import { refusalOf, unauthorized } from './refusal';
import { sessionTokenKey } from './signing-secret';
import { CLOCK_TOLERANCE_S, MS_PER_S } from './token-time';

/** Type in a session token's header, by which it is told from an account's. */
export const SESSION_TOKEN_TYPE = 'voxrail-session+jwt';

const ALGORITHM = 'HS256';
const ISSUER = 'voxrail';
const AUDIENCE = 'voxrail-session';

/** Protocol section 1. */
export const SESSION_TOKEN_LIFE_S = 600;

export interface IssuedToken {
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly expires_at: string;
}

/** Tokens for one session: every gateway with the same secret issues and takes the same ones. */
export class SessionTokens {
  private readonly key: Uint8Array;

  /** @param now Unix time in milliseconds */
  public constructor(
    secret: string,
    private readonly now: () => number = Date.now,
    private readonly lifeS = SESSION_TOKEN_LIFE_S,
  ) {
    this.key = sessionTokenKey(secret);
  }

  public async issue(sid: string): Promise<IssuedToken> {
    const issuedAtS = Math.floor(this.now() / MS_PER_S);
    const expiresAtS = issuedAtS + this.lifeS;
    const token = await new SignJWT({ sid })
      .setProtectedHeader({ alg: ALGORITHM, typ: SESSION_TOKEN_TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAtS)
      .setExpirationTime(expiresAtS)
      .sign(this.key);
    return { token, expires_at: new Date(expiresAtS * MS_PER_S).toISOString() };
  }

  /** @throws VoxrailError `unauthorized` or `session_expired` */
  public async read(token: string): Promise<SessionIdentity> {
    const { payload } = await jwtVerify(token, this.key, {
      algorithms: [ALGORITHM],
      typ: SESSION_TOKEN_TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['exp', 'sid'],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(this.now()),
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const { sid, exp } = payload;
    if (!isSessionId(sid) || exp === undefined) throw unauthorized();
    return { kind: 'session', sid, expiresAtMs: exp * MS_PER_S };
  }
}
