import type { ClientErrorCode } from '../client-error';

/**
 * Close codes after which coming back makes no sense (protocol section 2). 1009 is among them because
 * a client that sent too large a message would do so again.
 */
const FINAL: Readonly<Record<number, ClientErrorCode>> = {
  1000: 'ended',
  1009: 'ended',
  4400: 'bad_request',
  4401: 'session_expired',
  4404: 'session_not_found',
  4408: 'ended',
  4409: 'ended',
  4413: 'ended',
  4429: 'rate_limited',
};

/** The error that a close code stands for; undefined where the client may come back. */
export function finalCloseCode(code: number): ClientErrorCode | undefined {
  return FINAL[code];
}
