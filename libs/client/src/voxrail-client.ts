import type {
  ClientMessageName,
  ConnectedMessage,
  ControlAction,
  SayDto,
  ServerMessageName,
  ServerMessages,
} from '@voxrail/contracts';

import { samplesToBytes } from './audio-bytes';
import { VoxrailClientError } from './client-error';
import type { ClientEventName, ClientEvents, Disconnected } from './client-events';
import type { SessionOptions, VoxrailClientOptions } from './client-options';
import type { ClientParts } from './client-parts';
import { usualParts } from './client-parts';
import { Connection } from './connection/connection';
import { connectionOptions } from './connection/connection-options';
import { AnswerOutbox } from './tools/answer-outbox';
import type { ToolHandler, ToolOffer } from './tools/tool-handler';
import type { ToolAnswer } from './tools/tool-runner';
import { ToolRunner } from './tools/tool-runner';
import { TypedEmitter } from './typed-emitter';

const HANGUP_TIMEOUT_MS = 3_000;

/** `open` again after `reconnecting`, once the session has been taken up; `ended` for good. */
export type ClientState = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'ended';

interface Opening {
  readonly resolve: (connected: ConnectedMessage) => void;
  readonly reject: (error: VoxrailClientError) => void;
}

/**
 * One session with a Voxrail gateway, for browsers and Node. Add listeners and tools, then `connect`; a
 * client is used for one session and not again. When the connection is lost it comes back into the
 * session by itself, unless the gateway said that this makes no sense.
 */
export class VoxrailClient {
  private readonly events = new TypedEmitter<ClientEvents>();
  private readonly offers = new Map<string, ToolOffer>();
  private readonly outbox = new AnswerOutbox((answer) => this.trySend('tool_response', answer));
  private readonly tools = new ToolRunner(
    (answer) => {
      this.outbox.answer(answer);
    },
    (outcome) => {
      this.events.emit('tool_outcome', outcome);
    },
  );
  private connection: Connection | undefined;
  private opening: Opening | undefined;
  private dropped = 0;

  /** @param parts what a test puts in the place of time, chance and network */
  public constructor(
    private readonly options: VoxrailClientOptions,
    private readonly parts: ClientParts = usualParts(options.transport),
  ) {}

  public get state(): ClientState {
    switch (this.connection?.phase) {
      case 'opening':
        return 'connecting';
      case 'open':
        return 'open';
      case 'waiting':
      case 'reopening':
        return 'reconnecting';
      case 'ended':
        return 'ended';
      case 'idle':
      case undefined:
        return 'idle';
    }
  }

  public get connected(): boolean {
    return this.state === 'open';
  }

  /** Audio messages that were not sent: no connection, or the network is more than 5 s behind. */
  public get droppedAudioMessages(): number {
    return this.dropped;
  }

  /** Returns what removes the listener again. */
  public on<N extends ClientEventName>(
    name: N,
    listener: (payload: ClientEvents[N]) => void,
  ): () => void {
    return this.events.on(name, listener);
  }

  /**
   * Offers the agent a tool, and runs `handler` for every request of it. In a session that is open, or
   * that was created elsewhere, the tools given here replace those it had.
   */
  public tool(offer: ToolOffer, handler: ToolHandler): void {
    this.offers.set(offer.name, offer);
    this.handleTool(offer.name, handler);
    if (this.connected) this.offerTools();
  }

  /** Runs `handler` for a tool that is offered elsewhere, for instance by `session.tools`. */
  public handleTool(name: string, handler: ToolHandler): void {
    this.tools.register(name, handler);
  }

  /**
   * Opens the session. @throws VoxrailClientError with the gateway's code, `unreachable`, `timeout`, or
   * `conflict` where this client has been connected before
   */
  public async connect(): Promise<ConnectedMessage> {
    if (this.connection !== undefined) {
      throw new VoxrailClientError('conflict', 'this client has been connected before');
    }
    const options = connectionOptions(this.options, this.offeredTools());
    this.connection = new Connection(options, this.parts, {
      message: (name, payload) => {
        this.received(name, payload);
      },
      audio: (audio) => {
        this.events.emit('audio', audio);
      },
      reconnecting: (event) => {
        this.events.emit('reconnecting', event);
      },
      resumed: (event) => {
        this.outbox.flush();
        this.events.emit('resumed', event);
      },
      ended: (event) => {
        this.ended(event);
      },
    });
    const { connection } = this;
    return new Promise((resolve, reject) => {
      this.opening = { resolve, reject };
      connection.open();
    });
  }

  /**
   * PCM16 mono 16 kHz, 10 to 100 ms. The memory is not copied: do not change it afterwards.
   * Returns false where the audio was dropped; a live microphone must never queue without end.
   */
  public sendAudio(audio: Int16Array | Uint8Array): boolean {
    const bytes = audio instanceof Int16Array ? samplesToBytes(audio) : audio;
    const sent = this.connection?.sendAudio(bytes) ?? false;
    if (!sent) this.dropped += 1;
    return sent;
  }

  public control(action: ControlAction): void {
    this.send('control', { action });
    if (action === 'hangup') this.connection?.expectEnd();
  }

  /** A typed turn of the person; interrupts like speech. */
  public text(text: string): void {
    this.send('text', { text });
  }

  /** Makes the agent speak exactly this. */
  public say(text: string, options: Pick<SayDto, 'interruptible' | 'interrupt'> = {}): void {
    this.send('say', { text, ...options });
  }

  /** Answered by `session_updated`, or by an `error` and no change. */
  public updateSession(session: SessionOptions): void {
    this.send('session_update', { session });
  }

  /** How much of the turn's audio has been heard. */
  public reportPlayback(turn: number, playedMs: number): void {
    this.send('playback', { turn, played_ms: playedMs });
  }

  /** Only for calls without a registered handler: those with one are answered by it. */
  public toolResponse(answer: ToolAnswer): void {
    this.send('tool_response', answer);
  }

  /** Tries at once to come back, where it would have waited: the network is there again. */
  public reconnectNow(): void {
    this.connection?.hurry();
  }

  /** Ends the session. Resolves when the gateway has closed, or has not done so within 3 s. */
  public async hangUp(): Promise<void> {
    if (this.connected) {
      await new Promise<void>((resolve) => {
        const timer = this.parts.clock.schedule(HANGUP_TIMEOUT_MS, resolve);
        this.on('disconnected', () => {
          timer.cancel();
          resolve();
        });
        this.control('hangup');
      });
    }
    this.close();
  }

  /** Ends the connection at once; a gateway keeps the session for its grace time. See `hangUp`. */
  public close(): void {
    this.connection?.close();
  }

  private send(name: ClientMessageName, payload: object): void {
    if (this.trySend(name, payload)) return;
    throw new VoxrailClientError('not_connected', `cannot send ${name}: no session is open`);
  }

  private trySend(name: ClientMessageName, payload: object): boolean {
    return this.connection?.send(name, payload) ?? false;
  }

  /** What messages mean to the client itself, around what its user hears of them. */
  private received<N extends ServerMessageName>(name: N, payload: ServerMessages[N]): void {
    if (name === 'error' && this.outbox.isAboutLateAnswer(payload as ServerMessages['error']))
      return;
    if (name === 'tool_request' && this.isRepeated(payload as ServerMessages['tool_request']))
      return;
    if (name === 'tool_cancelled') {
      const { request_id, reason } = payload as ServerMessages['tool_cancelled'];
      this.outbox.forget(request_id);
      this.tools.cancel(request_id, reason);
    }
    this.events.emit(name, payload as ClientEvents[N]);
    // After the user's listeners, so that they see the request before its outcome.
    if (name === 'tool_request') void this.tools.run(payload as ServerMessages['tool_request']);
    if (name === 'connected') this.opened(payload as ServerMessages['connected']);
  }

  /** A gateway asks a client that is back for everything again that it waits for: no tool runs twice. */
  private isRepeated({ request_id }: ServerMessages['tool_request']): boolean {
    return this.tools.isRunning(request_id) || this.outbox.repeat(request_id);
  }

  private opened(connected: ConnectedMessage): void {
    if (this.opening === undefined) return;
    if (this.options.sessionId !== undefined && this.offers.size > 0) this.offerTools();
    this.opening.resolve(connected);
    this.opening = undefined;
  }

  private ended(event: Disconnected): void {
    this.tools.cancelAll('session_ended');
    this.outbox.clear();
    const error = event.error ?? new VoxrailClientError('ended', event.reason);
    this.opening?.reject(error);
    this.opening = undefined;
    this.events.emit('disconnected', event);
  }

  private offerTools(): void {
    this.updateSession({ tools: this.offeredTools() });
  }

  private offeredTools(): ToolOffer[] {
    const given = (this.options.session?.tools ?? []).filter(({ name }) => !this.offers.has(name));
    return [...given, ...this.offers.values()];
  }
}
