import { generateKeyPairSync } from 'node:crypto';

import { readPublicKeys } from './public-keys';
import { keyPair } from './testing/token-maker';

describe('a file of public keys', () => {
  it('may be one key in PEM, one JWK, or a set, each key with the algorithm of its type', () => {
    const [rsa, ec, ed] = [keyPair('RS256'), keyPair('ES256', 'a'), keyPair('EdDSA', 'b')];
    expect(readPublicKeys(rsa.publicPem).keys).toMatchObject([{ kty: 'RSA', alg: 'RS256' }]);
    expect(readPublicKeys(JSON.stringify(ec.publicJwk)).keys).toMatchObject([
      { kty: 'EC', alg: 'ES256', kid: 'a' },
    ]);
    const set = JSON.stringify({ keys: [ec.publicJwk, ed.publicJwk] });
    expect(readPublicKeys(set).keys.map(({ alg }) => alg)).toEqual(['ES256', 'EdDSA']);
  });

  const { privateKey, publicJwk } = keyPair('ES256');
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const otherCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;

  it.each([
    ['a private key in PEM', privatePem, /public one only/],
    ['a private JWK', JSON.stringify(privateKey.export({ format: 'jwk' })), /public one only/],
    ['a secret', JSON.stringify({ kty: 'oct', k: 'c2VjcmV0' }), /public one only/],
    ['a key that wants another algorithm', JSON.stringify({ ...publicJwk, alg: 'HS256' }), /RS256/],
    ['another curve', JSON.stringify(otherCurve.export({ format: 'jwk' })), /RS256, ES256, EdDSA/],
    ['no key', '{"keys": []}', /no key/],
    ['a list of something else', '{"keys": ["a"]}', /not a list/],
    ['text', 'hello', /neither a public key/],
    ['nothing', '', /neither a public key/],
    ['half of it', '{"keys": [', /not JSON/],
  ])('is refused when it holds %s', (_what, text, why) => {
    expect(() => readPublicKeys(text)).toThrow(why);
  });
});
