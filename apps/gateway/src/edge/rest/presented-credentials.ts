import type { IncomingMessage } from 'node:http';

import type { PresentedCredentials } from '../credentials/credentials';

const BEARER = /^Bearer +(\S+)$/i;

/** The credentials of an HTTP request: in headers only, for an address ends up in logs and histories. */
export function presentedIn(request: IncomingMessage): Omit<PresentedCredentials, 'address'> {
  const { authorization, 'x-api-key': apiKey } = request.headers;
  return {
    // Another scheme than Bearer is no token, and not the same as none.
    token: authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? ''),
    apiKey: Array.isArray(apiKey) ? apiKey.join() : apiKey,
  };
}
