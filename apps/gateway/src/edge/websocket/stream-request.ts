import type { IncomingHttpHeaders } from 'node:http';

import { CLIENT_PROTOCOL, isSessionId } from '@voxrail/contracts';

const STREAM_PATH = /^\/v1\/sessions\/([^/?]+)\/stream(?:\?|$)/;
const BEARER = /^Bearer +(\S+)$/i;
const TOKEN_PREFIX = 'token.';

/** The session whose stream the request's target names, if it names one. */
export function sessionOf(target: string | undefined): string | undefined {
  const sid = STREAM_PATH.exec(target ?? '')?.[1];
  return isSessionId(sid) ? sid : undefined;
}

/**
 * The token of an upgrade: from `Authorization`, or, since a browser cannot set that, from beside the
 * protocol's name. One in the address would stand in every log on the way, and is not looked for.
 */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return BEARER.exec(authorization)?.[1] ?? '';
  const offered = offeredProtocols(headers['sec-websocket-protocol']);
  if (!offered.includes(CLIENT_PROTOCOL)) return undefined;
  const pair = offered.find((name) => name.startsWith(TOKEN_PREFIX));
  return pair?.slice(TOKEN_PREFIX.length);
}

/** The subprotocol that is selected: never the one that holds the token. */
export function selectProtocol(offered: ReadonlySet<string>): string | false {
  return offered.has(CLIENT_PROTOCOL) ? CLIENT_PROTOCOL : false;
}

function offeredProtocols(header: string | undefined): string[] {
  return (header ?? '').split(',').map((name) => name.trim());
}
