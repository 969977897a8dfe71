import type { Server } from 'node:http';

import { metrics } from '@voxrail/observability';

/** What Node's parser complains of, as it answers itself where nobody listens. */
const ANSWERS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

const MALFORMED = '400 Bad Request';

/** Answers what is no whole HTTP request, or comes too slowly to become one, and counts it. */
export function answerMalformed(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    // A connection that was reset, or has been answered, is nobody's request.
    if (socket.writable && error.code !== 'ECONNRESET') {
      metrics.connectionsClosedTotal.inc({ reason: isSlow ? 'slow_handshake' : 'malformed' });
      socket.write(
        `HTTP/1.1 ${ANSWERS[error.code ?? ''] ?? MALFORMED}\r\nConnection: close\r\n\r\n`,
      );
    }
    socket.destroy();
  });
}
