import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';
import { WebSocket } from 'ws';

import type { ClientWire, ClosingReason } from '../client-wire';
import { AudioAnnouncement } from './audio-announcement';
import { CLOSE_CODES } from './close-codes';
import { toWireMessage } from './wire-messages';

/** A raw WebSocket connection: messages are JSON in text frames, audio is binary frames. */
export class WebSocketWire implements ClientWire {
  private readonly announcement = new AudioAnnouncement();

  public constructor(private readonly socket: WebSocket) {}

  public get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  public get waitingBytes(): number {
    return this.socket.bufferedAmount;
  }

  public writeMessage<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    this.socket.send(JSON.stringify(toWireMessage(name, message)));
  }

  public writeAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    if (this.announcement.isNeeded(pcm, info)) {
      const { turn, offset_ms } = info;
      this.socket.send(JSON.stringify({ type: 'audio_start', turn, offset_ms }));
    }
    this.socket.send(pcm);
  }

  public close(reason: ClosingReason): void {
    this.socket.close(CLOSE_CODES[reason]);
  }

  public destroy(): void {
    this.socket.terminate();
  }

  public onceClosed(callback: () => void): void {
    if (this.socket.readyState === WebSocket.CLOSED) callback();
    else this.socket.once('close', callback);
  }
}
