/** A client's stream as a test sees it: the protocol's Socket.IO names, whatever the transport. */
export interface ScriptedStream {
  readonly transport: 'socket.io' | 'websocket';
  /** The session token that it came with; undefined where it asked for a new session. */
  readonly token: string | undefined;
  /** What was asked of a new session. */
  readonly session: unknown;
  send(name: string, payload: object): void;
  sendAudio(
    bytes: Uint8Array,
    position: { readonly turn: number; readonly offset_ms: number },
  ): void;
  /** @param listener of a JSON message by its name, or of `audio_chunk` with the bytes */
  on(name: string, listener: (payload: unknown) => void): void;
  /** Closes as the gateway does: Socket.IO has no codes. */
  close(code: number): void;
  /** Ends as a lost network does. */
  sever(): void;
}
