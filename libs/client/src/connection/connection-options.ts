import { VoxrailClientError } from '../client-error';
import type { VoxrailClientOptions } from '../client-options';
import type { ToolOffer } from '../tools/tool-handler';
import type { StreamOpening } from '../transport/link';
import type { ConnectionOptions } from './connection';

const DEFAULT_OPEN_TIMEOUT_MS = 10_000;
const DEFAULT_GIVE_UP_AFTER_MS = 60_000;

/** @throws VoxrailClientError `bad_request` where the options do not fit each other */
export function connectionOptions(
  options: VoxrailClientOptions,
  tools: readonly ToolOffer[],
): ConnectionOptions {
  const urls = typeof options.url === 'string' ? [options.url] : options.url;
  if (urls.length === 0) throw new VoxrailClientError('bad_request', '`url` names no gateway');
  return {
    urls: urls.map((url) => url.replace(/\/+$/, '')),
    opening: streamOpening(options, tools),
    openTimeoutMs: options.connectTimeoutMs ?? DEFAULT_OPEN_TIMEOUT_MS,
    giveUpAfterMs:
      options.reconnect === false
        ? 0
        : (options.reconnect?.giveUpAfterMs ?? DEFAULT_GIVE_UP_AFTER_MS),
  };
}

function streamOpening(
  { token, apiKey, sessionId, session }: VoxrailClientOptions,
  tools: readonly ToolOffer[],
): StreamOpening {
  if (sessionId !== undefined) {
    if (token !== undefined) return { kind: 'join', sessionId, token };
    throw new VoxrailClientError('bad_request', '`sessionId` needs that session’s `token`');
  }
  return {
    kind: 'create',
    ...(token === undefined ? {} : { token }),
    ...(apiKey === undefined ? {} : { apiKey }),
    session: { ...session, ...(tools.length === 0 ? {} : { tools: [...tools] }) },
  };
}
