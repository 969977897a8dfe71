import type { Clock } from '@voxrail/clock';
import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';
import { metrics } from '@voxrail/observability';
import type { Socket } from 'socket.io';

import type { ClientChannel } from '../session/client-channel';

/** About 10 s of audio that the client does not take: it is not a live connection any more. */
const MAX_WAITING_BYTES = 512 * 1024;

/** A client that does not read would hold a polite close up until its pings time out. */
const CLOSE_DEADLINE_MS = 1_000;

/** A session's client on a Socket.IO connection. */
export class SocketChannel implements ClientChannel {
  private onSlow: () => void = () => undefined;

  public constructor(
    private readonly socket: Socket,
    private readonly clock: Clock,
  ) {}

  /** Called once, when the client has fallen too far behind. */
  public watchBackpressure(onSlow: () => void): void {
    this.onSlow = onSlow;
  }

  public send<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    if (this.socket.connected) this.socket.emit(name, message);
  }

  public sendAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    if (!this.socket.connected) return;
    this.socket.emit('audio_chunk', pcm, info);
    metrics.audioBytesSentTotal.inc(pcm.byteLength);
    if (bytesWaiting(this.socket) <= MAX_WAITING_BYTES) return;
    const { onSlow } = this;
    this.onSlow = () => undefined;
    onSlow();
  }

  public close(): void {
    const { conn } = this.socket;
    this.socket.disconnect(true);
    if (conn.readyState === 'closed') return;
    const timer = this.clock.schedule(CLOSE_DEADLINE_MS, () => {
      conn.close(true);
    });
    conn.once('close', () => {
      timer.cancel();
    });
  }
}

/** Bytes handed to the WebSocket that the network has not taken; the library does not declare where it is. */
function bytesWaiting(socket: Socket): number {
  const transport: object = socket.conn.transport;
  if (!('socket' in transport)) return 0;
  const webSocket = transport.socket;
  if (typeof webSocket !== 'object' || webSocket === null) return 0;
  if (!('bufferedAmount' in webSocket)) return 0;
  return typeof webSocket.bufferedAmount === 'number' ? webSocket.bufferedAmount : 0;
}
