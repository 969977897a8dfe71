import type { Clock } from '@voxrail/clock';
import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';

import type { ClientChannel } from '../client-channel';
import { ListeningEars } from './listening-ears';

export interface RecordedMessage<N extends ServerMessageName = ServerMessageName> {
  readonly name: N;
  readonly message: ServerMessages[N];
}

export interface RecordedAudio extends AudioChunkInfo {
  readonly samples: number;
}

/** A client that keeps what it is told, in order, and listens to the agent. */
export class RecordingClient implements ClientChannel {
  public readonly ears: ListeningEars;
  /** Names of messages, and `audio` for each chunk, in the order in which they came. */
  public readonly log: { readonly name: string; readonly turn: number | undefined }[] = [];
  public readonly messages: RecordedMessage[] = [];
  public readonly audio: RecordedAudio[] = [];
  public closed = false;
  /** Told of each message, once it is recorded. */
  public onMessage: ((entry: RecordedMessage) => void) | undefined;

  public constructor(clock: Clock) {
    this.ears = new ListeningEars(clock);
  }

  public send<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    const entry: RecordedMessage = { name, message };
    this.messages.push(entry);
    const turn: unknown = 'turn' in message ? message.turn : undefined;
    this.log.push({ name, turn: typeof turn === 'number' ? turn : undefined });
    this.ears.told(entry);
    this.onMessage?.(entry);
  }

  public sendAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    const samples = pcm.byteLength / 2;
    this.audio.push({ ...info, samples });
    this.log.push({ name: 'audio', turn: info.turn });
    this.ears.audio(info, samples);
  }

  public close(): void {
    this.closed = true;
  }

  /** All messages of this name. */
  public all<N extends ServerMessageName>(name: N): ServerMessages[N][] {
    return this.messages
      .filter((entry): entry is RecordedMessage<N> => entry.name === name)
      .map((entry) => entry.message);
  }

  /** @throws Error when there is none */
  public last<N extends ServerMessageName>(name: N): ServerMessages[N] {
    const last = this.all(name).at(-1);
    if (last === undefined) throw new Error(`the client was sent no ${name}`);
    return last;
  }

  /** The agent's words as they came, before any was final. */
  public get agentWords(): string {
    const deltas = this.all('agent_text').map((text) => ('delta' in text ? text.delta : ''));
    return deltas.join('');
  }

  /** Names in order, with runs of the same name and turn told once. */
  public get story(): string[] {
    const told: string[] = [];
    for (const { name, turn } of this.log) {
      const line = turn === undefined ? name : `${name} ${turn}`;
      if (told.at(-1) !== line) told.push(line);
    }
    return told;
  }
}
