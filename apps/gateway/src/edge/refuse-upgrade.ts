import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import type { VoxrailError } from '@voxrail/contracts';
import { ERROR_TRAITS } from '@voxrail/contracts';

const UNAUTHORIZED = 401;
const INTERNAL_ERROR = 500;

/** Seconds after which a request that may succeed later is worth another try. */
const RETRY_AFTER_S = 1;

/** Answers an upgrade with the error's HTTP status (protocol section 5) and closes the connection. */
export function refuseUpgrade(socket: Duplex, { code, message, retryable }: VoxrailError): void {
  // The other end may be gone: nobody is left to tell.
  socket.on('error', () => undefined);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status = ERROR_TRAITS[code].httpStatus ?? INTERNAL_ERROR;
  const body = JSON.stringify({ error: { code, message } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === UNAUTHORIZED ? ['WWW-Authenticate: Bearer'] : []),
    ...(retryable ? [`Retry-After: ${RETRY_AFTER_S}`] : []),
  ];
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
