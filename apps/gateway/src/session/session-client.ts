import type {
  AgentStateMessage,
  AudioChunkInfo,
  ConnectedMessage,
  ServerMessageName,
  ServerMessages,
  SessionEndingMessage,
} from '@voxrail/contracts';

import type { ClientChannel } from './client-channel';

type SendsTo = (channel: ClientChannel) => void;

/**
 * Messages kept for a client that is away: some minutes of a conversation in text, and far more than
 * a paused answer has to tell. The oldest go first.
 */
const MAX_KEPT = 256;

/**
 * About the connection and not the conversation: of no use to a client that comes back. Tool requests
 * are made again, those that the old connection has swallowed too.
 */
const NOT_KEPT: ReadonlySet<ServerMessageName> = new Set([
  'agent_state',
  'playback_paused',
  'tool_request',
  'user_speech',
]);

/**
 * A session's client, on whichever connection it is at the time, or on none. What it is told while it
 * is away is kept for when it is back; audio is not, since playback waits for it.
 */
export class SessionClient implements ClientChannel {
  private channel: ClientChannel | undefined;
  private started = false;
  private closed = false;
  private readonly kept: SendsTo[] = [];
  private lastState: AgentStateMessage = { speaking: false, processing: false };
  private userSpeaks = false;

  /** Whether there is a connection, started or not. */
  public get isThere(): boolean {
    return this.channel !== undefined;
  }

  public isOn(channel: ClientChannel): boolean {
    return this.channel === channel;
  }

  /** What the client was last told of the agent. */
  public get agentState(): AgentStateMessage {
    return this.lastState;
  }

  public get userIsSpeaking(): boolean {
    return this.userSpeaks;
  }

  /** From here on everything is for `channel`, which is told nothing before `start`. */
  public attach(channel: ClientChannel, goodbye: SessionEndingMessage): void {
    const before = this.channel;
    if (before === channel) return;
    this.channel = channel;
    this.started = false;
    before?.send('session_ending', goodbye);
    before?.close();
  }

  /** The connection is gone. Whether it was this session's until now. */
  public detach(channel: ClientChannel): boolean {
    if (this.channel !== channel) return false;
    this.channel = undefined;
    this.started = false;
    return true;
  }

  /** Tells the client that it is connected, and what it has missed. */
  public start(connected: ConnectedMessage): void {
    const { channel } = this;
    if (channel === undefined || this.started) return;
    this.started = true;
    channel.send('connected', connected);
    this.tellKept(channel);
    if (!connected.resumed) return;
    channel.send('agent_state', this.lastState);
    channel.send('user_speech', { speaking: this.userSpeaks });
  }

  /** Whether `channel` is the session's and has not been started. */
  public awaitsStart(channel: ClientChannel): boolean {
    return this.channel === channel && !this.started;
  }

  public send<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    this.note(name, message);
    if (this.channel !== undefined && this.started) this.channel.send(name, message);
    else if (!NOT_KEPT.has(name)) {
      this.keep((channel) => {
        channel.send(name, message);
      });
    }
  }

  public sendAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    if (this.started) this.channel?.sendAudio(pcm, info);
  }

  /** Nothing is sent after this. */
  public close(): void {
    if (this.closed) return;
    this.closed = true;
    const { channel } = this;
    this.channel = undefined;
    if (channel !== undefined) this.tellKept(channel);
    this.kept.length = 0;
    channel?.close();
  }

  private note<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    if (name === 'agent_state') this.lastState = message as AgentStateMessage;
    else if (name === 'user_speech') this.userSpeaks = (message as { speaking: boolean }).speaking;
  }

  private keep(telling: SendsTo): void {
    if (this.closed) return;
    this.kept.push(telling);
    if (this.kept.length > MAX_KEPT) this.kept.shift();
  }

  private tellKept(channel: ClientChannel): void {
    for (const tell of this.kept.splice(0)) tell(channel);
  }
}
