import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';

import type { ClientWire, ClosingReason } from '../client-wire';

/** A connection that keeps what is written, and takes it from nobody unless it is told to. */
export class RecordingWire implements ClientWire {
  public readonly messages: { readonly name: ServerMessageName; readonly message: unknown }[] = [];
  public readonly audio: AudioChunkInfo[] = [];
  public audioBytes = 0;
  public waitingBytes = 0;
  /** Whether the client takes what is written at once. */
  public isRead = true;
  public isOpen = true;
  public closedFor: ClosingReason | undefined;
  public destroyed = false;
  private readonly onClosed: (() => void)[] = [];

  public writeMessage<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    this.messages.push({ name, message });
    if (!this.isRead) this.waitingBytes += JSON.stringify(message).length;
  }

  public writeAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    this.audio.push(info);
    this.audioBytes += pcm.byteLength;
    if (!this.isRead) this.waitingBytes += pcm.byteLength;
  }

  public close(reason: ClosingReason): void {
    this.closedFor ??= reason;
    if (this.isRead) this.ends();
  }

  public destroy(): void {
    this.destroyed = true;
    this.ends();
  }

  public onceClosed(callback: () => void): void {
    if (this.isOpen) this.onClosed.push(callback);
    else callback();
  }

  /** The connection is gone. */
  public ends(): void {
    this.isOpen = false;
    for (const callback of this.onClosed.splice(0)) callback();
  }

  public all<N extends ServerMessageName>(name: N): ServerMessages[N][] {
    return this.messages
      .filter((entry) => entry.name === name)
      .map((entry) => entry.message as ServerMessages[N]);
  }
}
