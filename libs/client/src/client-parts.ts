import type { TransportName } from './client-options';
import type { ConnectionParts } from './connection/connection';
import { PerformanceClock } from './connection/performance-clock';
import type { OpenLink } from './transport/link';
import { SocketIoLink } from './transport/socket-io-link';
import { WebSocketLink } from './transport/web-socket-link';

/** What a client takes from the world around it. */
export type ClientParts = ConnectionParts;

function linkOf(transport: TransportName): OpenLink {
  switch (transport) {
    case 'socket.io':
      return (url, opening, listener) => new SocketIoLink(url, opening, listener);
    case 'websocket':
      return (url, opening, listener) => new WebSocketLink(url, opening, listener);
  }
}

/** The real world. */
export function usualParts(transport: TransportName = 'socket.io'): ClientParts {
  return {
    openLink: linkOf(transport),
    clock: new PerformanceClock(),
    timeOfDayMs: () => Date.now(),
    random: () => Math.random(),
  };
}
