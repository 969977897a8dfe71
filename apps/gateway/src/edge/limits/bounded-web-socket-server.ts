import type { Clock } from '@voxrail/clock';
import { metrics } from '@voxrail/observability';
import type { ServerOptions, WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

import { FrameLimit } from './frame-limit';

/** Protocol section 2: any message over 64 KiB closes the connection. */
export const MAX_MESSAGE_BYTES = 65_536;

/**
 * Browsers do not split messages of this size, and others do so into a few pieces. The library's own
 * limits are 16,384 fragments and 262,144 chunks, in memory, for each connection.
 */
const MAX_FRAGMENTS = 64;
const MAX_BUFFERED_CHUNKS = 1_024;

/** For the other end to answer a close. */
const CLOSE_TIMEOUT_MS = 2_000;

const BOUNDS = {
  maxPayload: MAX_MESSAGE_BYTES,
  maxFragments: MAX_FRAGMENTS,
  maxBufferedChunks: MAX_BUFFERED_CHUNKS,
  closeTimeout: CLOSE_TIMEOUT_MS,
  // Compressed, 64 KiB can be 64 MiB, and voice does not get smaller.
  perMessageDeflate: false,
};

type WebSocketServerClass = new (options?: ServerOptions) => WebSocketServer;

/**
 * The WebSocket server of both transports. Engine.IO makes its own, of a class that it can be given, and
 * passes on nothing but the size of messages.
 */
export function boundedWebSocketServer(clock: Clock): WebSocketServerClass {
  return class BoundedWebSocketServer extends WebSocketServer {
    public constructor(options?: ServerOptions) {
      super({ ...options, ...BOUNDS });
    }

    public override handleUpgrade(
      ...[request, socket, head, callback]: Parameters<WebSocketServer['handleUpgrade']>
    ): void {
      super.handleUpgrade(request, socket, head, (webSocket, upgraded) => {
        boundFrames(webSocket, new FrameLimit(clock));
        callback(webSocket, upgraded);
      });
    }
  };
}

/** Ends a connection whose frames are too many, and counts those that end for what is in a frame. */
function boundFrames(webSocket: WebSocket, limit: FrameLimit): void {
  const end = (): void => {
    metrics.connectionsClosedTotal.inc({ reason: 'too_many_frames' });
    webSocket.terminate();
  };
  webSocket.on('message', () => {
    if (!limit.message()) end();
  });
  for (const name of ['ping', 'pong'] as const) {
    webSocket.on(name, () => {
      if (!limit.ping()) end();
    });
  }
  webSocket.on('error', (error: Error & { readonly code?: unknown }) => {
    metrics.connectionsClosedTotal.inc({ reason: frameFault(error.code) });
  });
}

function frameFault(code: unknown): string {
  switch (code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return 'too_large';
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return 'too_many_fragments';
    case 'WS_ERR_INVALID_UTF8':
      return 'invalid_utf8';
    default:
      return 'protocol_error';
  }
}
