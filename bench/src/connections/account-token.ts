import { createHmac, randomBytes } from 'node:crypto';

const LIFE_S = 3_600;
const SECRET_BYTES = 32;

function part(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** What gateways check tokens with, for as long as this bench runs. */
export const BENCH_SECRET = randomBytes(SECRET_BYTES).toString('base64url');

/** A token of an account, as an integrator's server would sign it (docs/credentials.md). */
export function accountToken(): string {
  const exp = Math.floor(Date.now() / 1_000) + LIFE_S;
  const claims = { sub: 'bench', iss: 'voxrail', aud: 'voxrail', exp };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', BENCH_SECRET).update(signed).digest('base64url')}`;
}
