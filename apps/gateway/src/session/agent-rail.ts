import type { Clock } from '@voxrail/clock';
import type {
  ControlAction,
  RailName,
  SessionConfig,
  SessionConfigDto,
  SessionEndingMessage,
  SessionEndingReason,
} from '@voxrail/contracts';
import {
  CLIENT_PROTOCOL,
  INPUT_SAMPLE_RATE_HZ,
  mergeSessionConfig,
  OUTPUT_SAMPLE_RATE_HZ,
  VoxrailError,
} from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import { metrics, newTraceparent } from '@voxrail/observability';

import type { RailEvents, SessionRails } from '../rails/session-rails';
import type { ClientChannel } from './client-channel';
import { Conversation } from './history/conversation';
import { ListeningStream } from './listening/listening-stream';
import { OrderCounter } from './order-counter';
import type { PlayoutScheduler } from './playout/playout-scheduler';
import type { SessionClient } from './session-client';
import { checkSupported } from './session-config-support';
import type { SessionGrants } from './session-grants';
import { applyGrants } from './session-grants';
import { SessionLimits } from './session-limits';
import { recordFailure } from './session-metrics';
import { ToolDesk } from './tools/tool-desk';
import { checkToolResult } from './tools/tool-result';
import { TranscriptLog } from './transcript-log';
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
  /** Called once, when the session has ended and holds nothing any more. */
  readonly onEnded: () => void;
}

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
  private started = false;
  private ended = false;

  public constructor(
    private readonly parts: AgentRailParts,
    private config: SessionConfig,
  ) {
    const { clock, scheduler, rails } = parts;
    const client = new TranscriptLog(parts.client, parts.logger, () => this.config);
    const traceparent = newTraceparent();
    const orders = new OrderCounter();
    const { llm, tts, asr, broadcast } = rails;
    this.startedAtMs = clock.nowMs();
    this.tools = new ToolDesk(clock, parts.client);
    const conversation = new Conversation();
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
        onHangup: () => {
          this.end('hangup');
        },
      },
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
    );
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
    const resumed = this.started;
    this.started = true;
    client.start({
      session_id: this.sid,
      protocol: CLIENT_PROTOCOL,
      ...credentials,
      resumed,
      turn: this.turns.turn,
      audio_in: { encoding: 'pcm_s16le', sample_rate: INPUT_SAMPLE_RATE_HZ, channels: 1 },
      audio_out: { encoding: 'pcm_s16le', sample_rate: OUTPUT_SAMPLE_RATE_HZ, channels: 1 },
    });
    if (resumed) {
      this.tools.repeat();
      this.turns.comeBack();
    } else this.open();
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
        return;
      case 'unmute':
        this.listening.unmute();
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

  /** Applied whole, for turns that begin from here on. */
  public update(change: SessionConfigDto): void {
    const config = applyGrants(mergeSessionConfig(this.config, change), this.parts.grants);
    checkSupported(config);
    this.config = config;
    this.turns.configure(config);
    this.limits.configure(config);
    this.listeningConfigIsOld = true;
    if (!this.turns.hasOpenMessage) this.updateListening();
    this.parts.client.send('session_updated', config);
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
      },
    };
  }

  public get turn(): number {
    return this.turns.turn;
  }

  public get isMuted(): boolean {
    return this.listening.isMuted;
  }

  public get metadata(): Readonly<Record<string, unknown>> {
    return this.config.metadata;
  }

  /** The client is gone and will not come back. */
  public abandon(): void {
    this.finish('client gone', () => undefined);
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

  private open(): void {
    this.listening.start();
    const { greeting } = this.config;
    if (greeting !== null && greeting.trim() !== '') this.say(greeting, {});
  }

  private updateListening(): void {
    if (!this.listeningConfigIsOld) return;
    this.listeningConfigIsOld = false;
    this.listening.configure(this.config);
  }

  private finish(reason: string, goodbye: () => void): void {
    if (this.ended) return;
    this.ended = true;
    this.limits.close();
    this.turns.close();
    this.tools.close();
    this.listening.close();
    goodbye();
    this.parts.rails.close(reason);
    this.parts.client.close();
    this.parts.logger.info('session ended', { reason });
    this.parts.onEnded();
  }
}
