import type { Clock } from '@voxrail/clock';
import type {
  ControlAction,
  RailName,
  SessionConfig,
  SessionConfigDto,
  SessionEndingMessage,
  SessionEndingReason,
} from '@voxrail/contracts';
import { mergeSessionConfig, VoxrailError } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import { metrics, newTraceparent } from '@voxrail/observability';

import type { RailEvents, SessionRails } from '../rails/session-rails';
import type { WantedVoice } from '../rails/wanted-voice';
import { wantedAfter } from '../rails/wanted-voice';
import type { ClientChannel } from './client-channel';
import { connectedMessage } from './connected-message';
import type { SessionSnapshot } from './continuity/session-record';
import { Conversation } from './history/conversation';
import { ListeningStream } from './listening/listening-stream';
import { OrderCounter } from './order-counter';
import type { PlayoutScheduler } from './playout/playout-scheduler';
import type { SessionClient } from './session-client';
import { checkSupported } from './session-config-support';
import type { SessionGrants } from './session-grants';
import { applyGrants } from './session-grants';
import { SessionLimits } from './session-limits';
import type { SessionEnd } from './session-metrics';
import { recordEndedSession, recordFailure } from './session-metrics';
import { ToolDesk } from './tools/tool-desk';
import { checkToolResult } from './tools/tool-result';
import { TranscriptLog } from './transcript-log';
import type { ConversationSoFar } from './turn/inheritance';
import { TurnTaking } from './turn/turn-taking';

export interface AgentRailParts {
  readonly sid: string;
  readonly clock: Clock;
  readonly scheduler: PlayoutScheduler;
  readonly rails: SessionRails;
  readonly client: SessionClient;
  readonly grants: SessionGrants;
  readonly logger: Logger;
  /** `readClockId()` of this process. */
  readonly clockId: string;
  /** The conversation so far, and whether another gateway had it. */
  readonly before: SessionSnapshot;
  readonly inherited: Inherited | undefined;
  /** What would be lost with this process is another than before. */
  readonly onChanged: () => void;
  /** Called once, when the session holds nothing here any more: it has ended, or goes on elsewhere. */
  readonly onEnded: (how: 'ended' | 'left') => void;
}

/** Of a session that another gateway has had. */
export interface Inherited {
  /** Whether that gateway has told its state, and results of tool calls may still come. */
  readonly handedOver: boolean;
  /** How long ago the session was created. */
  readonly ageMs: number;
}

/** More orders than a gateway gives between two writes of a session's state. */
const ORDER_JUMP = 1_000;

/** With these the client comes back to the session. */
export interface SessionCredentials {
  readonly token: string;
  /** ISO 8601. */
  readonly expires_at: string;
}

/** Until the connection is closed after `session_ending`: at once, when everything sent has left. */
const ENDING_DEADLINE_MS = 0;

/**
 * One conversation: what a client may ask of it, and the parts that do it. Nothing here waits.
 * @throws VoxrailError from what a client asks for, for that client to be told; the session goes on.
 */
export class AgentRail implements RailEvents {
  private readonly tools: ToolDesk;
  private readonly turns: TurnTaking;
  private readonly listening: ListeningStream;
  private readonly limits: SessionLimits;
  private readonly startedAtMs: number;
  private listeningConfigIsOld = false;
  private readonly conversation: Conversation;
  private readonly orders: OrderCounter;
  private config: SessionConfig;
  private opened: boolean;
  private running = false;
  private ended = false;

  public constructor(private readonly parts: AgentRailParts) {
    const { clock, scheduler, rails, before, inherited } = parts;
    const client = new TranscriptLog(parts.client, parts.logger, () => this.config);
    const { config } = before;
    const traceparent = newTraceparent();
    const orders = new OrderCounter(before.order + (inherited === undefined ? 0 : ORDER_JUMP));
    const conversation = new Conversation(before.history);
    this.config = config;
    this.opened = before.opened;
    this.orders = orders;
    this.conversation = conversation;
    const { llm, tts, asr, broadcast } = rails;
    this.startedAtMs = clock.nowMs() - (inherited?.ageMs ?? 0);
    this.tools = new ToolDesk(clock, parts.client, () => {
      this.changed();
    });
    const shared = { clock, orders, traceparent };
    this.turns = new TurnTaking(
      { ...shared, scheduler, client, llm, tts, broadcast, conversation, tools: this.tools },
      config,
      {
        onActivity: () => {
          this.limits.noteActivity();
        },
        onMessageClosed: () => {
          this.updateListening();
        },
        onChanged: () => {
          this.changed();
        },
        onHangup: () => {
          this.end('hangup');
        },
      },
      this.conversationSoFar(),
    );
    const sharedClock = (): boolean => rails.sharesClock('asr', parts.clockId);
    this.listening = new ListeningStream({ ...shared, asr, sharedClock }, config, this.turns);
    this.limits = new SessionLimits(
      clock,
      config,
      () => this.turns.isBusy,
      (reason) => {
        this.end(reason);
      },
      this.startedAtMs,
    );
    if (before.muted) this.listening.mute();
    if (inherited !== undefined) rails.broadcast.interrupt(0, orders.last);
    rails.watch(this);
  }

  public get sid(): string {
    return this.parts.sid;
  }

  /**
   * The client is there: it is told so, heard from here on, and greeted if it is here for the first time.
   * A channel that another one has displaced meanwhile is told nothing.
   */
  public start(channel: ClientChannel, credentials?: SessionCredentials): void {
    const { client } = this.parts;
    if (this.ended || !client.awaitsStart(channel)) return;
    client.start({
      ...connectedMessage(this.sid, this.turns.turn, this.opened),
      ...credentials,
    });
    this.tools.repeat();
    if (this.running) this.turns.comeBack();
    else this.run();
  }

  /**
   * The client is gone, and may come back: the agent waits with what it says, and what the person was
   * saying ends where the microphone did.
   */
  public suspend(): void {
    if (this.ended) return;
    this.turns.suspend();
    if (this.turns.hasOpenMessage && this.config.turn_detection.mode === 'auto') {
      this.listening.flush();
    }
  }

  public audio(pcm: Uint8Array): void {
    if (this.ended) return;
    metrics.audioBytesReceivedTotal.inc(pcm.byteLength);
    this.listening.audio(pcm);
  }

  public control(action: ControlAction): void {
    switch (action) {
      case 'hangup':
        this.end('hangup');
        return;
      case 'mute':
        this.listening.mute();
        this.turns.forgetSpeech();
        this.changed();
        return;
      case 'unmute':
        this.listening.unmute();
        this.changed();
        return;
      case 'commit':
        this.turns.expectCommit();
        this.listening.flush();
        return;
      case 'cancel':
        this.turns.cancel();
        return;
    }
  }

  public type(text: string): void {
    if (text.trim() === '') throw new VoxrailError('bad_request', 'text is empty');
    this.turns.type(text);
  }

  public say(text: string, options: { interruptible?: boolean; interrupt?: boolean }): void {
    if (text.trim() === '') throw new VoxrailError('bad_request', 'text is empty');
    const saying = { text, interruptible: options.interruptible ?? true };
    if (this.turns.say(saying, options.interrupt ?? false)) return;
    throw new VoxrailError('conflict', 'too much is waiting to be said');
  }

  public toolResponse(requestId: string, answer: { result?: unknown; error?: string }): void {
    const outcome = checkToolResult(answer);
    if (this.tools.settle(requestId, outcome)) return;
    throw new VoxrailError(
      'tool_request_not_found',
      'no tool request with this request_id is waiting',
    );
  }

  public reportPlayback(turn: number, playedMs: number): void {
    if (turn > this.turns.turn) {
      throw new VoxrailError('bad_request', 'turn has not begun yet');
    }
    this.turns.reportPlayback(turn, playedMs);
  }

  /** What has to be known to the models for `update` to be carried out. */
  public wantedAfter(change: SessionConfigDto): WantedVoice | undefined {
    return wantedAfter(this.config, change);
  }

  /** Applied whole, for turns that begin from here on. */
  public update(change: SessionConfigDto): void {
    // What was sent behind a hang-up would set the limits of a session that nobody holds any more.
    if (this.ended) return;
    const config = applyGrants(mergeSessionConfig(this.config, change), this.parts.grants);
    checkSupported(config);
    this.config = config;
    this.turns.configure(config);
    this.limits.configure(config);
    this.listeningConfigIsOld = true;
    if (!this.turns.hasOpenMessage) this.updateListening();
    this.parts.client.send('session_updated', config);
    this.changed();
  }

  /** Ends the session, tells the client why, and closes the connection. Again, it does nothing. */
  public end(reason: SessionEndingReason): void {
    this.finish(reason, () => {
      this.parts.client.send('session_ending', this.goodbye(reason));
    });
  }

  /** What a client is told whose connection, or whose session, ends now. */
  public goodbye(reason: SessionEndingReason): SessionEndingMessage {
    return {
      reason,
      deadline_ms: ENDING_DEADLINE_MS,
      reconnect: reason === 'draining',
      summary: {
        turns: this.turns.turn,
        duration_ms: Math.round(this.parts.clock.nowMs() - this.startedAtMs),
        usage: this.turns.usage,
        metadata: this.config.metadata,
      },
    };
  }

  public get turn(): number {
    return this.turns.turn;
  }

  public get isMuted(): boolean {
    return this.listening.isMuted;
  }

  /** What another gateway needs to go on from here. */
  public snapshot(): SessionSnapshot {
    return {
      opened: this.opened,
      config: this.config,
      history: this.conversation.records(),
      order: this.orders.last,
      muted: this.isMuted,
      calls: this.tools.calls,
      ...this.turns.state,
    };
  }

  /** The session goes on at another gateway: whoever is connected here is told so, and nobody else. */
  public leave(reason: 'replaced' | 'draining'): void {
    if (this.ended) return;
    this.ended = true;
    this.parts.client.send('session_ending', this.goodbye(reason));
    this.parts.client.close();
    this.closeParts();
    this.parts.rails.leave();
    this.parts.logger.info('the session goes on elsewhere', { reason });
    this.parts.onEnded('left');
  }

  /** The client is gone and will not come back. */
  public abandon(): void {
    this.finish('client_gone', () => undefined);
  }

  /** The session cannot go on, whatever the client does. */
  public failFatally(message: string): void {
    recordFailure('connection');
    this.finish('failed', () => {
      this.parts.client.send('error', { code: 'rail_unavailable', message, fatal: true });
    });
  }

  /** The broker is unreachable; nothing goes through until it is back. */
  public onBrokerLost(): void {
    recordFailure('connection');
    this.listening.loseWorker();
    const message = 'the message broker cannot be reached at the moment';
    this.parts.client.send('error', { code: 'rail_unavailable', message });
  }

  public onRailLost(rail: RailName): void {
    if (rail === 'asr') this.listening.loseWorker();
  }

  public onRailReplaced(rail: RailName): void {
    this.parts.logger.info('a rail goes on with another worker', { rail });
    if (rail === 'asr') this.listening.start();
    else this.turns.resumeOn(rail);
  }

  public onRailUnavailable(rail: RailName): void {
    this.parts.logger.warn('no worker could be found for a rail', { rail });
    this.failFatally(`the ${rail} rail has no worker`);
  }

  /** For the first time here. */
  private run(): void {
    const isNew = !this.opened;
    this.running = true;
    this.opened = true;
    this.listening.start();
    this.turns.begin();
    const { greeting } = this.config;
    if (isNew && greeting !== null && greeting.trim() !== '') this.say(greeting, {});
    this.changed();
  }

  private changed(): void {
    if (!this.ended) this.parts.onChanged();
  }

  private conversationSoFar(): ConversationSoFar {
    const { before, inherited } = this.parts;
    // A number that the client may have seen there, and that nobody has written down, is not used again.
    const turn = inherited === undefined || !before.opened ? before.turn : before.turn + 1;
    return { ...before, turn, callsGoOn: inherited?.handedOver === true };
  }

  private updateListening(): void {
    if (!this.listeningConfigIsOld) return;
    this.listeningConfigIsOld = false;
    this.listening.configure(this.config);
  }

  private finish(reason: SessionEnd, goodbye: () => void): void {
    if (this.ended) return;
    this.ended = true;
    this.closeParts();
    goodbye();
    this.parts.rails.close(reason);
    this.parts.client.close();
    recordEndedSession(reason);
    this.parts.logger.info('session ended', { reason });
    this.parts.onEnded('ended');
  }

  private closeParts(): void {
    this.limits.close();
    this.turns.close();
    this.tools.close();
    this.listening.close();
  }
}
