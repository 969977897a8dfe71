import type {
  AgentTextMessage,
  AudioChunkInfo,
  ServerMessageName,
  ServerMessages,
  SessionConfig,
  TranscriptMessage,
} from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import { LoggableTranscript } from '@voxrail/observability';

import type { ClientChannel } from './client-channel';

/**
 * The way to a session's client past the log: what both sides have said, once it is certain, in a
 * session whose `log_transcripts` is on. It logs what the client is told, so that it knows no more.
 */
export class TranscriptLog implements ClientChannel {
  /** @param config of the session as it is at the moment. */
  public constructor(
    private readonly client: ClientChannel,
    private readonly logger: Logger,
    private readonly config: () => SessionConfig,
  ) {}

  public send<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    this.client.send(name, message);
    if (!this.config().log_transcripts) return;
    if (name === 'transcript') this.personSaid(message as TranscriptMessage);
    else if (name === 'agent_text') this.agentSaid(message as AgentTextMessage);
  }

  public sendAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    this.client.sendAudio(pcm, info);
  }

  public close(): void {
    this.client.close();
  }

  private personSaid({ turn, text, is_final }: TranscriptMessage): void {
    if (is_final) this.write('the person has said', turn, text);
  }

  /** What was heard of it: that is what was said. */
  private agentSaid(message: AgentTextMessage): void {
    if ('is_final' in message) this.write('the agent has said', message.turn, message.heard);
  }

  private write(what: string, turn: number, text: string): void {
    const transcript = LoggableTranscript.of(text, this.config());
    this.logger.info(what, { turn, transcript });
  }
}
