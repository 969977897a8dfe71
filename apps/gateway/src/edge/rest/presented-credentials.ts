import type { IncomingMessage } from 'node:http';

import type { PresentedCredentials } from '../credentials/credentials';

const BEARER = /^Bearer +(\S+)$/i;

/** Headers by which a proxy says for whom it asks. */
const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip'] as const;

/** The credentials of an HTTP request: in headers only, for an address ends up in logs and histories. */
export function presentedIn(request: IncomingMessage): PresentedCredentials {
  const { authorization, 'x-api-key': apiKey } = request.headers;
  return {
    // Another scheme than Bearer is no token, and not the same as none.
    token: authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? ''),
    apiKey: Array.isArray(apiKey) ? apiKey.join() : apiKey,
    address: addressOf(request),
  };
}

/** A proxy on this machine asks for somebody who may be anywhere. */
function addressOf({ headers, socket }: IncomingMessage): string {
  if (FORWARDING_HEADERS.some((name) => headers[name] !== undefined)) return '';
  return socket.remoteAddress ?? '';
}
