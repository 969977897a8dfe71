import type { KeyObject } from 'node:crypto';
import { createHmac, generateKeyPairSync } from 'node:crypto';

import type { JWK, JWTPayload } from 'jose';
import { SignJWT } from 'jose';

export const SECRET = 'k9V2mQx7Lr4Tz1Wc8Hs6Jd3Fg5Bn0PyA';

/** 2030-01-01, in seconds. */
export const NOW_S = 1_893_456_000;
export const NOW_MS = NOW_S * 1_000;

/** What a good account token says. */
export const GOOD_CLAIMS: JWTPayload = {
  iss: 'voxrail',
  aud: 'voxrail',
  sub: 'ann',
  exp: NOW_S + 60,
};

export interface KeyPair {
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicPem: string;
  readonly publicJwk: JWK;
}

export function keyPair(alg: 'RS256' | 'ES256' | 'EdDSA', kid?: string): KeyPair {
  const { publicKey, privateKey } = generate(alg);
  return {
    alg,
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publicJwk: {
      ...(publicKey.export({ format: 'jwk' }) as JWK),
      ...(kid === undefined ? {} : { kid }),
    },
  };
}

function generate(alg: 'RS256' | 'ES256' | 'EdDSA'): {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
} {
  switch (alg) {
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2_048 });
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'EdDSA':
      return generateKeyPairSync('ed25519');
  }
}

export async function signed(
  { alg, privateKey, publicJwk }: KeyPair,
  claims: JWTPayload = GOOD_CLAIMS,
): Promise<string> {
  const { kid } = publicJwk;
  const header = { alg, ...(kid === undefined ? {} : { kid }) };
  return new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
}

/** A token as somebody makes it who has no library to keep him from it. */
export function handMade(
  header: Readonly<Record<string, unknown>>,
  claims: object = GOOD_CLAIMS,
  secret: string | Uint8Array | null = SECRET,
): string {
  const [head, body] = [header, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = `${head ?? ''}.${body ?? ''}`;
  if (secret === null) return `${text}.`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** An account token under the shared secret. */
export function withSecret(claims: object = GOOD_CLAIMS): string {
  return handMade({ alg: 'HS256' }, claims);
}
