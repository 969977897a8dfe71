import type { Clock } from '@voxrail/clock';
import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';
import { metrics } from '@voxrail/observability';
import type { Socket } from 'socket.io';

import type { ClientChannel } from '../session/client-channel';
import { ClientOutbox } from './client-outbox';

/** About 10 s of audio that the client does not take: it is not a live connection any more. */
const MAX_WAITING_BYTES = 512 * 1024;

/** A client that does not read would hold a polite close up until its pings time out. */
const CLOSE_DEADLINE_MS = 1_000;

/** What stops playback at the client: a rail may wait for these, not the person. */
const URGENT: ReadonlySet<ServerMessageName> = new Set(['interrupted', 'playback_paused']);

/** A session's client on a Socket.IO connection. */
export class SocketChannel implements ClientChannel {
  private readonly outbox = new ClientOutbox();
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
    this.outbox.add(() => {
      if (this.socket.connected) this.socket.emit(name, message);
    });
    if (URGENT.has(name)) this.outbox.flush();
  }

  public sendAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    this.outbox.add(() => {
      this.emitAudio(pcm, info);
    });
  }

  public close(): void {
    this.outbox.flush();
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

  private emitAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    if (!this.socket.connected) return;
    this.socket.emit('audio_chunk', pcm, info);
    metrics.audioBytesSentTotal.inc(pcm.byteLength);
    if (bytesWaiting(this.socket) <= MAX_WAITING_BYTES) return;
    const { onSlow } = this;
    this.onSlow = () => undefined;
    onSlow();
  }
}

/**
 * Bytes that the network has not taken: packets that wait for the one before them to be written, and
 * what the WebSocket still holds of that one. The library keeps both and declares neither.
 */
function bytesWaiting(socket: Socket): number {
  const conn: object = socket.conn;
  const queued = 'writeBuffer' in conn && Array.isArray(conn.writeBuffer) ? conn.writeBuffer : [];
  const waiting = queued.reduce<number>((sum, packet) => sum + sizeOf(packet), 0);
  return waiting + bufferedAmount(socket.conn.transport);
}

function bufferedAmount(transport: object): number {
  if (!('socket' in transport)) return 0;
  const webSocket = transport.socket;
  if (typeof webSocket !== 'object' || webSocket === null) return 0;
  if (!('bufferedAmount' in webSocket)) return 0;
  return typeof webSocket.bufferedAmount === 'number' ? webSocket.bufferedAmount : 0;
}

function sizeOf(packet: unknown): number {
  if (typeof packet !== 'object' || packet === null || !('data' in packet)) return 0;
  const { data } = packet;
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}
