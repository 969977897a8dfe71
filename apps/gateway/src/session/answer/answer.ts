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
import { wordsInTheAir } from '../interruption/words-in-the-air';
import { StateMachine } from '../state-machine/state-machine';
import { AnswerMessages } from './answer-messages';
import type { AnswerOptions } from './answer-options';
import { AnswerOrders } from './answer-orders';
import type { AnswerDeadline, AnswerEvent, AnswerState } from './answer-states';
import { ANSWER_STATES, answerLastsMs, isCertain } from './answer-states';
import type { AnswerVoiceEvents } from './answer-voice';
import { AnswerVoice } from './answer-voice';
import { isAudible } from './audible';
import type { OrderParts, PreparedOrders } from './prepared-orders';
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

type FailureCode = 'llm_failed' | 'tts_failed';

/**
 * The agent's side of one turn (`answer-states.ts`): generations and tool rounds in a row, their text spoken and played.
 * However it goes, it ends once, with one `turn_metrics`.
 *
 * It may begin before the turn is certain. Until `commit` it is a draft: it thinks and synthesizes, but
 * sends nothing to the client, calls no tool and writes no history; `discard` leaves no trace of it.
 */
export class Answer {
  private readonly messages: AnswerMessages;
  private readonly voice: AnswerVoice;
  private readonly thinking: Thinking;
  private readonly orders: AnswerOrders;
  private readonly machine: StateMachine<AnswerState, AnswerEvent, AnswerDeadline>;
  private text = '';
  private audioMs = 0;
  /** What was to be said word for word. */
  private given = '';

  public constructor(
    private readonly parts: AnswerParts,
    private readonly options: AnswerOptions,
    private readonly events: AnswerEvents,
  ) {
    const { config, traceparent } = options;
    this.orders = new AnswerOrders(parts, config, traceparent);
    this.machine = new StateMachine(
      ANSWER_STATES,
      'begun',
      parts.clock,
      (deadline) => answerLastsMs(deadline, config),
      (left) => {
        this.failed(left, 'llm_failed', 'the language model gave no answer');
      },
    );
    this.messages = new AnswerMessages(parts.client, options.turn);
    this.voice = new AnswerVoice(parts, config, traceparent, this.voiceEvents());
    this.thinking = new Thinking(parts, options, this.thinkingEvents());
  }

  /** Answers what the history ends with. */
  public reply(prepared: PreparedOrders | undefined): void {
    this.orders.use(prepared);
    this.machine.fire('replies');
    this.messages.thinking();
    this.thinking.begin();
  }

  /** Answers `text`, which is not in the history before `commit`. */
  public replyAhead(prepared: PreparedOrders | undefined, text: string): void {
    this.orders.use(prepared);
    this.machine.fire('drafts');
    this.messages.hold();
    this.voice.hold();
    this.thinking.beginAhead(text);
  }

  /** The turn is certain and stands in the history: what is ready leaves now, the rest as it comes. */
  public commit(): void {
    this.machine.fire('committed');
    this.messages.release();
    this.voice.release();
    if (this.machine.state === 'calling_tools') this.thinking.callTools();
  }

  /** The turn became another one: whatever of this was ready is dropped. */
  public discard(): void {
    if (!this.stops()) return;
    this.drop();
  }

  /** Speaks exactly `text`. */
  public say(text: string): void {
    this.machine.fire('says');
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
    return this.voice.sentMs > 0 ? wordsInTheAir(this.text, this.heard) : '';
  }

  public get interruptible(): boolean {
    return this.options.interruptible;
  }

  /** Whether it is being heard at the moment, or would be if it were not paused. */
  public get isSpeaking(): boolean {
    return this.messages.isSpeaking;
  }

  /**
   * Cuts the answer off now: the client first, then the rails, then the history. Afterwards nothing
   * of this turn is sent.
   */
  public interrupt(): void {
    if (!this.stops()) return;
    const { heard } = this;
    this.messages.interrupted(this.voice.playedMs);
    this.orders.kill();
    this.stopWork();
    this.end('interrupted', heard);
  }

  /** What another gateway needs to know of it; null where there is nothing to know yet, or any more. */
  public get record(): AnswerRecord | null {
    if (!isCertain(this.machine.state)) return null;
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
    if (this.isOver) return;
    if (this.isSpeaking) this.messages.paused();
    this.voice.pause();
  }

  /** Goes on where playback was stopped. */
  public resume(): void {
    if (this.isOver) return;
    this.voice.resume((offsetMs) => {
      this.messages.resumed(offsetMs);
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
    this.machine.fire('text_ended');
    this.voice.end();
  }

  private fail(code: FailureCode, message: string): void {
    const left = this.machine.state;
    if (this.machine.fire('failed') !== left) this.failed(left, code, message);
  }

  /** What came of a turn that is certain is still spoken. Of a draft nobody has heard. */
  private failed(left: AnswerState, code: FailureCode, message: string): void {
    if (this.isOver) {
      this.drop();
      this.events.onLost();
      return;
    }
    recordFailure(code === 'llm_failed' ? 'llm' : 'tts');
    this.messages.error(code, message);
    if (left === 'speaking_out') return;
    const { order } = this.thinking;
    if (order !== undefined) this.orders.killOne(order);
    this.thinking.stop();
    this.voice.end();
  }

  /** Nobody is to hear of it. */
  private drop(): void {
    const { usage } = this;
    recordDiscarded(this.options.timeline.discarded(usage, this.text), usage.audioMs);
    this.orders.kill();
    this.stopWork();
  }

  private thinkingEvents(): ThinkingEvents {
    return {
      takeOrder: (use) => this.orders.takeGeneration(use),
      onProgress: () => {
        this.machine.fire('progress');
      },
      onText: (text) => {
        this.addText(text);
      },
      onCalls: () => {
        if (this.machine.fire('calls') === 'calling_tools') this.thinking.callTools();
      },
      onCalling: () => {
        this.voice.endSpeech();
        this.orders.prepare();
        this.messages.flushText();
      },
      onResults: () => {
        this.machine.fire('results');
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
      takeOrder: (use) => this.orders.takeSpeech(use),
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
    const { heard } = this;
    const left = this.machine.state;
    if (this.machine.fire('played') === 'over') {
      this.stopWork();
      this.end(left === 'failing' ? 'failed' : 'completed', heard);
    } else if (this.messages.isSpeaking) this.messages.thinking();
  }

  private get isOver(): boolean {
    return this.machine.state === 'over';
  }

  /** Whether there was something to stop. */
  private stops(): boolean {
    return !this.isOver && this.machine.fire('stopped') === 'over';
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

  private stopWork(): void {
    this.voice.stop();
    this.thinking.stop();
    this.orders.discardPrepared();
  }

  private end(outcome: TurnOutcome, heard: number): void {
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
}
