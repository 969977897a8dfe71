import type { Clock } from '@voxrail/clock';
import type { SessionUsage } from '@voxrail/contracts';
import { OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';

import type { ClientChannel } from '../client-channel';
import type { AnswerRecord } from '../continuity/session-record';
import type { Conversation } from '../history/conversation';
import type { PlayoutScheduler } from '../playout/playout-scheduler';
import type { TurnOutcome } from '../session-metrics';
import { recordDiscarded, recordFailure, recordTurn, recordUnderrun } from '../session-metrics';
import type { ToolDesk } from '../tools/tool-desk';
import type { AnswerUsage } from '../turn/turn-timeline';
import { AnswerMessages } from './answer-messages';
import type { AnswerOptions } from './answer-options';
import type { AnswerVoiceEvents } from './answer-voice';
import { AnswerVoice } from './answer-voice';
import { isAudible } from './audible';
import type { OrderParts } from './prepared-orders';
import { PreparedOrders } from './prepared-orders';
import type { ThinkingEvents } from './thinking';
import { Thinking } from './thinking';

export interface AnswerParts extends OrderParts {
  readonly clock: Clock;
  readonly scheduler: PlayoutScheduler;
  readonly client: ClientChannel;
  readonly conversation: Conversation;
  readonly tools: ToolDesk;
}

export interface AnswerEvents {
  /** Once, with what the turn has used; not for an answer that was discarded. */
  onEnded(answer: Answer, usage: SessionUsage): void;
  /** The agent has asked for the call to end, and what it said has been heard. */
  onHangup(): void;
  /** A held answer failed: nobody has heard of it, and nothing will come of it. */
  onLost(): void;
}

/** Characters around the last word heard: some six seconds of speech before it, and two after. */
const WORDS_BEHIND = 90;
const WORDS_AHEAD = 30;

/** `thinking`: text may still come; `speaking_out`: all of it is there, and is being spoken. */
type Phase = 'thinking' | 'speaking_out' | 'over';

/**
 * The agent's side of one turn: generations and tool rounds in a row, their text spoken and played.
 * However it goes, it ends once, with one `turn_metrics`.
 *
 * It may begin before the turn is certain. Until `commit` it is held: it thinks and synthesizes, but
 * sends nothing to the client, calls no tool and writes no history; `discard` leaves no trace of it.
 */
export class Answer {
  private readonly messages: AnswerMessages;
  private readonly voice: AnswerVoice;
  private readonly thinking: Thinking;
  private phase: Phase = 'thinking';
  private text = '';
  private prepared: PreparedOrders | undefined;
  private firstOrder = Infinity;
  private lastOrder = -1;
  private failed = false;
  private held = false;
  /** The client was told to stop playing. */
  private pausedAloud = false;
  private audioMs = 0;
  /** What was to be said word for word. */
  private given = '';

  public constructor(
    private readonly parts: AnswerParts,
    private readonly options: AnswerOptions,
    private readonly events: AnswerEvents,
  ) {
    const { config, traceparent } = options;
    this.messages = new AnswerMessages(parts.client, options.turn);
    this.voice = new AnswerVoice(parts, config, traceparent, this.voiceEvents());
    this.thinking = new Thinking(parts, options, this.thinkingEvents());
  }

  /** Answers what the history ends with. */
  public reply(prepared: PreparedOrders | undefined): void {
    this.prepared = prepared;
    this.messages.thinking();
    this.thinking.begin();
  }

  /** Answers `text`, which is not in the history before `commit`. */
  public replyAhead(prepared: PreparedOrders | undefined, text: string): void {
    this.prepared = prepared;
    this.held = true;
    this.messages.hold();
    this.voice.hold();
    this.thinking.beginAhead(text);
  }

  /** The turn is certain and stands in the history: what is ready leaves now, the rest as it comes. */
  public commit(): void {
    if (!this.held) return;
    this.held = false;
    this.messages.release();
    this.voice.release();
    this.thinking.release();
  }

  /** The turn became another one: whatever of this was ready is dropped. */
  public discard(): void {
    if (!this.held || this.phase === 'over') return;
    const { usage } = this;
    recordDiscarded(this.options.timeline.discarded(usage, this.text), usage.audioMs);
    this.killOrders();
    this.stopWork();
    this.phase = 'over';
  }

  /** Speaks exactly `text`. */
  public say(text: string): void {
    this.messages.thinking();
    this.given = text;
    this.addText(text);
    this.finishText();
  }

  public get turn(): number {
    return this.options.turn;
  }

  /** The words that a microphone beside a loudspeaker may hear at the moment. */
  public get wordsInTheAir(): string {
    const { heard } = this;
    return this.text.slice(Math.max(0, heard - WORDS_BEHIND), heard + WORDS_AHEAD);
  }

  public get interruptible(): boolean {
    return this.options.interruptible;
  }

  /**
   * Cuts the answer off now: the client first, then the rails, then the history. Afterwards nothing
   * of this turn is sent.
   */
  public interrupt(): void {
    if (this.phase === 'over') return;
    const { heard } = this;
    this.messages.interrupted(this.voice.playedMs);
    this.killOrders();
    this.stopWork();
    this.end('interrupted', heard);
  }

  /** What another gateway needs to know of it; null where there is nothing to know yet, or any more. */
  public get record(): AnswerRecord | null {
    if (this.phase === 'over' || this.held) return null;
    return {
      turn: this.turn,
      text: this.text,
      unrecorded: this.unrecordedText,
      given: this.given !== '',
      interruptible: this.interruptible,
      spoken: this.isSpoken,
      playedMs: Math.round(this.voice.playedMs),
      marks: this.voice.marks,
    };
  }

  /** Whether some of it has left for the client. */
  public get hasBeenHeard(): boolean {
    return this.voice.sentMs > 0;
  }

  /** Stops being heard until `resume`; thinking goes on. Nothing is told where nothing can be heard yet. */
  public pause(): void {
    if (this.phase === 'over') return;
    this.pausedAloud = this.hasBeenHeard;
    if (this.pausedAloud) this.messages.paused();
    this.voice.pause();
  }

  /** Goes on where playback was stopped. */
  public resume(): void {
    if (this.phase === 'over') return;
    const { pausedAloud } = this;
    this.pausedAloud = false;
    this.voice.resume((offsetMs) => {
      if (pausedAloud) this.messages.resumed(offsetMs);
    });
  }

  /** How much of the turn's audio the client says that it has played. */
  public reportPlayback(playedMs: number): void {
    this.voice.report(playedMs);
  }

  /** A worker was replaced: what it was doing for this turn goes on at the new one. */
  public resumeOn(rail: 'llm' | 'tts'): void {
    if (rail === 'tts') this.voice.restart();
    else this.thinking.resume();
  }

  private addText(text: string): void {
    this.options.timeline.textCame(this.parts.clock.nowMs());
    this.text += text;
    if (this.isSpoken) this.voice.say(text);
    this.messages.delta(text);
  }

  /** All text of the turn is there; what is left is to speak it. */
  private finishText(): void {
    this.phase = 'speaking_out';
    this.voice.end();
  }

  private fail(code: 'llm_failed' | 'tts_failed', message: string): void {
    if (this.phase === 'over' || this.failed) return;
    if (this.held) {
      this.events.onLost();
      return;
    }
    this.failed = true;
    recordFailure(code === 'llm_failed' ? 'llm' : 'tts');
    this.messages.error(code, message);
    if (this.phase === 'speaking_out') return;
    // Nobody would hear the rest of it.
    if (this.thinking.isGenerating) this.killOrders();
    this.thinking.stop();
    this.finishText();
  }

  private thinkingEvents(): ThinkingEvents {
    return {
      takeOrder: (use) =>
        this.takeOrder(use === 'first' ? this.prepared?.takeGeneration() : undefined),
      onText: (text) => {
        this.addText(text);
      },
      onTools: () => {
        this.voice.endSpeech();
        this.prepared?.discard();
        const { config, traceparent } = this.options;
        this.prepared = new PreparedOrders(this.parts, config, traceparent);
        this.messages.flushText();
      },
      onToolTimeout: () => {
        this.messages.error('tool_timeout', 'a tool did not answer in time');
      },
      onThought: () => {
        this.finishText();
      },
      onLost: (message) => {
        this.fail('llm_failed', message);
      },
    };
  }

  private voiceEvents(): AnswerVoiceEvents {
    const { timeline } = this.options;
    const { clock } = this.parts;
    return {
      takeOrder: (use) => this.takeOrder(use === 'first' ? this.prepared?.takeSpeech() : undefined),
      onSpeechAudio: (samples) => {
        timeline.audioCame(clock.nowMs());
        this.audioMs += samplesToMs(samples, OUTPUT_SAMPLE_RATE_HZ);
      },
      onSpeechLost: () => {
        this.fail('tts_failed', 'the speech could not be synthesized');
      },
      onChunk: (pcm, offset) => {
        this.messages.audio(pcm, offset);
        if (!timeline.isAudible && isAudible(pcm)) timeline.becameAudible(clock.nowMs());
        this.voice.renewCredit();
      },
      onSent: () => {
        if (this.voice.wasUsed) this.messages.audioEnd(this.voice.sentMs);
      },
      onPlayed: () => {
        this.played();
      },
      onUnderrun: recordUnderrun,
    };
  }

  private played(): void {
    if (this.phase === 'speaking_out') {
      const { heard } = this;
      this.stopWork();
      this.end(this.failed ? 'failed' : 'completed', heard);
    } else if (this.messages.isSpeaking) this.messages.thinking();
  }

  private get usage(): AnswerUsage {
    return { ...this.thinking.usage, audioMs: this.audioMs };
  }

  private get unrecordedText(): string {
    return this.given + this.thinking.unrecordedText;
  }

  private get isSpoken(): boolean {
    return this.options.config.modalities.includes('audio');
  }

  /** Characters of the turn's text that the person has heard; without speech, all that was sent. */
  private get heard(): number {
    return this.isSpoken ? this.voice.heard : this.text.length;
  }

  private killOrders(): void {
    if (this.lastOrder >= 0) this.parts.broadcast.interrupt(this.firstOrder, this.lastOrder);
  }

  private stopWork(): void {
    this.voice.stop();
    this.thinking.stop();
    this.prepared?.discard();
  }

  private end(outcome: TurnOutcome, heard: number): void {
    this.phase = 'over';
    const { conversation } = this.parts;
    const { timeline } = this.options;
    conversation.addAssistant(this.turn, this.unrecordedText, []);
    conversation.keepHeard(this.turn, heard);
    timeline.used(this.usage);
    recordTurn(outcome, timeline.latency());
    this.messages.over(this.text, heard, outcome === 'interrupted', timeline);
    this.events.onEnded(this, timeline.usage());
    // Who speaks into the goodbye wants to go on talking.
    if (outcome !== 'interrupted' && this.thinking.hangsUp) this.events.onHangup();
  }

  private takeOrder(prepared?: number): number {
    const order = prepared ?? this.parts.orders.next();
    this.firstOrder = Math.min(this.firstOrder, order);
    this.lastOrder = Math.max(this.lastOrder, order);
    return order;
  }
}
