import type { Socket } from 'socket.io';

import type { ScriptedStream } from './scripted-stream';

export class SocketIoStream implements ScriptedStream {
  public readonly transport = 'socket.io';

  public constructor(private readonly socket: Socket) {}

  public get token(): string | undefined {
    const token: unknown = this.socket.handshake.auth['token'];
    return typeof token === 'string' ? token : undefined;
  }

  public get session(): unknown {
    const session: unknown = this.socket.handshake.auth['session'];
    return session;
  }

  public send(name: string, payload: object): void {
    this.socket.emit(name, payload);
  }

  public sendAudio(bytes: Uint8Array, position: object): void {
    this.socket.emit('audio_chunk', Buffer.from(bytes), position);
  }

  public on(name: string, listener: (payload: unknown) => void): void {
    this.socket.on(name, listener);
  }

  public close(): void {
    this.socket.disconnect(true);
  }

  public sever(): void {
    this.socket.conn.close(true);
  }
}
