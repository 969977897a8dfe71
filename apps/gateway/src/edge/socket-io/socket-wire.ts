import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';
import type { Socket } from 'socket.io';

import type { ClientWire } from '../client-wire';

/** A Socket.IO connection. Why it closes, the client has been told by `session_ending`. */
export class SocketWire implements ClientWire {
  public constructor(private readonly socket: Socket) {}

  public get isOpen(): boolean {
    return this.socket.connected;
  }

  /**
   * Packets that wait for the one before them to be written, and what the WebSocket still holds of that
   * one. The library keeps both and declares neither.
   */
  public get waitingBytes(): number {
    const conn: object = this.socket.conn;
    const queued = 'writeBuffer' in conn && Array.isArray(conn.writeBuffer) ? conn.writeBuffer : [];
    const waiting = queued.reduce<number>((sum, packet) => sum + sizeOf(packet), 0);
    return waiting + bufferedAmount(this.socket.conn.transport);
  }

  public writeMessage<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    this.socket.emit(name, message);
  }

  public writeAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    this.socket.emit('audio_chunk', pcm, info);
  }

  public close(): void {
    this.socket.disconnect(true);
  }

  public destroy(): void {
    this.socket.conn.close(true);
  }

  public onceClosed(callback: () => void): void {
    const { conn } = this.socket;
    if (conn.readyState === 'closed') callback();
    else conn.once('close', callback);
  }
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
