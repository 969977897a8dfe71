import type { IncomingMessage, ServerResponse } from 'node:http';

import type { UpgradeDoor } from '../limits/upgrade-door';
import type { OriginPolicy } from '../origin-policy';

const NO_CONTENT = 204;

/** What a page needs: API keys belong on a server, and there are no cookies that a browser could add. */
const ALLOWED: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  // Seconds that a browser need not ask again; Chromium takes no more than two hours.
  'Access-Control-Max-Age': '7200',
};

/**
 * Lets a browser show the pages of the configured origins what the HTTP interface answers them, and
 * answers its question (a preflight) whether they may call at all. The origin is named, never `*`;
 * pages of other origins get no such header, and their requests are refused.
 */
export function crossOrigin(
  origins: OriginPolicy,
  door: UpgradeDoor,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.setHeader('Vary', 'Origin');
    if (origin !== undefined && origins.isConfigured(origin)) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    }
    if (!isPreflight(request)) {
      next();
      return;
    }
    door.request(request);
    response.writeHead(NO_CONTENT, ALLOWED);
    response.end();
  };
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
