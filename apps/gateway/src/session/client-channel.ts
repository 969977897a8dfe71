import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';

/** The way from a session to its client, whatever the transport. None of these waits or throws. */
export interface ClientChannel {
  send<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void;
  /** `pcm` is PCM16 at the output rate and is not written to afterwards. */
  sendAudio(pcm: Uint8Array, info: AudioChunkInfo): void;
  /** Closes the connection after everything sent so far has left. */
  close(): void;
}
