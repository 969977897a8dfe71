import type { Socket } from 'socket.io-client';

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/**
 * Bytes that were sent but have not left yet: a WebSocket takes any amount and holds it in memory,
 * so on a slow network this is the only sign that audio has fallen behind. 0 where it cannot be told.
 */
export function bytesWaiting(socket: Socket): number {
  const webSocket = property(property(socket.io, 'engine'), 'transport');
  const waiting = property(property(webSocket, 'ws'), 'bufferedAmount');
  return typeof waiting === 'number' ? waiting : 0;
}
