/** What is used of a WebSocket: what browsers, Node 22 and the package `ws` have in common. */
export interface PlainWebSocket {
  binaryType: string;
  readonly bufferedAmount: number;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  onopen: ((event: unknown) => void) | null;
  send(data: string | Uint8Array): void;
  close(code?: number): void;
}

export type WebSocketClass = new (address: string, protocols: string[]) => PlainWebSocket;

/** The platform's own, or that of `ws` in a Node that has none (before 22). */
export async function webSocketClass(): Promise<WebSocketClass> {
  const own = (globalThis as { readonly WebSocket?: unknown }).WebSocket;
  if (own !== undefined) return own as WebSocketClass;
  const { WebSocket } = await import('ws');
  return WebSocket as unknown as WebSocketClass;
}
