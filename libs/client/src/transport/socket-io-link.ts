import type { ClientMessageName, ServerMessages } from '@voxrail/contracts';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';

import { fromConnectError, VoxrailClientError } from '../client-error';
import type { Link, LinkEnd, LinkListener, StreamOpening } from './link';
import { bytesWaiting } from './send-backlog';
import { isServerMessageName, readAudioChunk } from './server-event';

/** Socket.IO over its WebSocket transport (protocol section 2). */
export class SocketIoLink implements Link {
  private readonly socket: Socket;
  private over = false;

  public constructor(
    url: string,
    opening: StreamOpening,
    private readonly listener: LinkListener,
  ) {
    this.socket = io(url, {
      transports: ['websocket'],
      // Coming back takes the session's latest token and is decided elsewhere.
      reconnection: false,
      forceNew: true,
      auth: handshakeAuth(opening),
      autoConnect: false,
    });
    this.listen();
    this.socket.connect();
  }

  public get waitingBytes(): number {
    return bytesWaiting(this.socket);
  }

  public sendAudio(bytes: Uint8Array): void {
    this.socket.emit('audio_chunk', bytes);
  }

  public send(name: ClientMessageName, payload: object): void {
    this.socket.emit(name, payload);
  }

  public close(): void {
    this.over = true;
    this.socket.disconnect();
  }

  private listen(): void {
    this.socket.on('connect_error', (cause) => {
      const error = fromConnectError(cause);
      this.end({ reason: cause.message, error, final: !error.retryable });
    });
    this.socket.on('disconnect', (reason) => {
      const error = new VoxrailClientError('unreachable', `the connection closed: ${reason}`);
      this.end({ reason, error, final: false });
    });
    this.socket.onAny((name: unknown, ...args: unknown[]) => {
      if (this.over) return;
      if (name === 'audio_chunk') {
        const audio = readAudioChunk(args);
        if (audio !== undefined) this.listener.audio(audio);
      } else if (isServerMessageName(name)) {
        this.listener.message(name, args[0] as ServerMessages[typeof name]);
      }
    });
  }

  private end(end: LinkEnd): void {
    if (this.over) return;
    this.close();
    this.listener.closed(end);
  }
}

function handshakeAuth(opening: StreamOpening): Record<string, unknown> {
  if (opening.kind === 'join') return { token: opening.token };
  const { token, apiKey, session } = opening;
  return {
    ...(token === undefined ? {} : { token }),
    ...(apiKey === undefined ? {} : { api_key: apiKey }),
    // Without one a gateway takes its defaults, and a token alone may be that of a session.
    ...(Object.keys(session).length === 0 ? {} : { session }),
  };
}
