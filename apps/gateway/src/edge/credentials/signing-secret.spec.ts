import { parseConfig } from '@voxrail/service';
import fc from 'fast-check';

import { GatewayConfig } from '../../gateway-config';
import { randomSecret, sessionTokenKey, weaknessOf } from './signing-secret';

const PRODUCTION = { VOXRAIL_MODE: 'production' };

describe('a signing secret', () => {
  it('may be anything random of 32 bytes, in the forms in which it is made', () => {
    const secret = randomSecret();
    expect(weaknessOf(secret)).toBeUndefined();
    expect(weaknessOf(Buffer.from(secret, 'base64url').toString('hex'))).toBeUndefined();
    expect(weaknessOf(Buffer.from(secret, 'base64url').toString('base64'))).toBeUndefined();
  });

  it.each([
    ['short', 'k9V2mQx7Lr4Tz1Wc8Hs6Jd3Fg5Bn0Py'],
    ['one of an example', 'change-me-change-me-change-me-change-me'],
    ['one of an example', 'your-256-bit-secret-your-256-bit-secret-your-secret'],
    ['not random', 'a'.repeat(64)],
  ])('is refused when it is %s', (_why, secret) => {
    const start = (): unknown => parseConfig(GatewayConfig, { VOXRAIL_JWT_SECRET: secret });
    expect(start).toThrow(/^VOXRAIL_JWT_SECRET must (have 32 bytes or more|not be|be random)/);
  });

  it('is never repeated by the refusal', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[G-Z]{12,31}$/), (secret) => {
        expect(() =>
          parseConfig(GatewayConfig, { ...PRODUCTION, VOXRAIL_JWT_SECRET: secret }),
        ).toThrow(
          expect.objectContaining({
            message: expect.not.stringContaining(secret) as string,
          }) as Error,
        );
      }),
    );
  });

  it('has to be set in production mode, and there only', () => {
    expect(() => parseConfig(GatewayConfig, PRODUCTION)).toThrow(
      /^VOXRAIL_JWT_SECRET must be set in production mode; openssl rand -base64 32 makes one$/,
    );
    expect(parseConfig(GatewayConfig, {}).jwtSecret).toBe('');
    const set = { ...PRODUCTION, VOXRAIL_JWT_SECRET: randomSecret() };
    expect(parseConfig(GatewayConfig, set).mode).toBe('production');
  });

  it('makes a key for session tokens that is the same everywhere and not itself', () => {
    const secret = randomSecret();
    expect(sessionTokenKey(secret)).toEqual(sessionTokenKey(secret));
    expect(sessionTokenKey(secret)).toHaveLength(32);
    expect(Buffer.from(sessionTokenKey(secret)).equals(Buffer.from(secret))).toBe(false);
    expect(sessionTokenKey(secret)).not.toEqual(sessionTokenKey(randomSecret()));
  });
});

describe('the other settings of who may connect', () => {
  it.each([
    ['VOXRAIL_MODE', 'staging'],
    ['VOXRAIL_ALLOWED_ORIGINS', '*'],
    ['VOXRAIL_ALLOWED_ORIGINS', 'https://*.example.org'],
    ['VOXRAIL_ALLOWED_ORIGINS', 'https://talk.example.org, *'],
    ['VOXRAIL_JWT_KEYS', 'http://keys.example.org/jwks.json'],
    ['VOXRAIL_JWT_KEYS', 'ftp://keys.example.org/jwks.json'],
    ['VOXRAIL_PUBLIC_URL', 'talk.example.org'],
  ])('%s is refused as %s', (name, value) => {
    expect(() => parseConfig(GatewayConfig, { [name]: value })).toThrow(new RegExp(`^${name} `));
  });

  it.each([
    ['VOXRAIL_ALLOWED_ORIGINS', 'https://talk.example.org, http://localhost:5173'],
    ['VOXRAIL_JWT_KEYS', 'https://keys.example.org/jwks.json'],
    ['VOXRAIL_JWT_KEYS', 'http://127.0.0.1:8080/jwks.json'],
    ['VOXRAIL_JWT_KEYS', '/etc/voxrail/jwks.json'],
    ['VOXRAIL_PUBLIC_URL', 'https://talk.example.org:8443'],
  ])('%s may be %s', (name, value) => {
    expect(() => parseConfig(GatewayConfig, { [name]: value })).not.toThrow();
  });
});
