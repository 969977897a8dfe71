import type { AsrFinal, SessionConfig, SessionUsage } from '@voxrail/contracts';
import { childTraceparent } from '@voxrail/observability';

import type { AnswerOptions, AnswerParts } from '../answer/answer';
import { Answer } from '../answer/answer';
import { PreparedOrders } from '../answer/prepared-orders';
import { Deadline } from '../deadline';
import type { SpeechEvents } from '../listening/listening-stream';
import { recordBargeIn, recordFailure } from '../session-metrics';
import { addUsage, NO_USAGE } from '../session-usage';
import { OpenTurn } from './open-turn';
import type { Saying } from './say-queue';
import { SayQueue } from './say-queue';
import { TURN_DEADLINES_MS } from './turn-deadlines';
import { TurnTimeline } from './turn-timeline';

export interface TurnParts extends AnswerParts {
  /** The session's trace; each turn is a span of it. */
  readonly traceparent: string;
}

export interface TurnEvents {
  /** The person or the agent did something: the session is not idle. */
  onActivity(): void;
  /** No message of the person is open any more. */
  onMessageClosed(): void;
}

/**
 * Whose turn it is. A message of the person opens with speech or text and is committed when all of
 * it is recognized; the agent answers; speech meanwhile is a barge-in and the next turn. Everything
 * here happens in the call that brings the event.
 */
export class TurnTaking implements SpeechEvents {
  private lastTurn = 0;
  private open: OpenTurn | undefined;
  private answer: Answer | undefined;
  private usageSoFar: SessionUsage = NO_USAGE;
  private closed = false;
  private commitAsked = false;
  private readonly says = new SayQueue();
  private readonly openDeadline: Deadline;

  public constructor(
    private readonly parts: TurnParts,
    private config: SessionConfig,
    private readonly events: TurnEvents,
  ) {
    this.openDeadline = new Deadline(parts.clock, () => {
      this.openTurnIsStuck();
    });
  }

  public get turn(): number {
    return this.lastTurn;
  }

  public get usage(): SessionUsage {
    return this.usageSoFar;
  }

  public get isBusy(): boolean {
    return this.open !== undefined || this.answer !== undefined;
  }

  public get hasOpenMessage(): boolean {
    return this.open !== undefined;
  }

  /** Holds for turns that begin from here on. */
  public configure(config: SessionConfig): void {
    this.config = config;
  }

  public onSpeechStarted(utterance: number, decidedAtMs: number | null): void {
    this.events.onActivity();
    if (this.open === undefined) {
      this.bargeIn(decidedAtMs);
      this.beginMessage();
    }
    const { open } = this;
    if (open === undefined) return;
    const wasSpeaking = open.message.isSpeaking;
    open.message.speechStarted(utterance);
    if (!wasSpeaking) this.parts.client.send('user_speech', { speaking: true });
    const longestMs = open.config.turn_detection.max_utterance_ms;
    this.openDeadline.arm(longestMs + TURN_DEADLINES_MS.userSpeakingMargin);
    if (this.answer !== undefined) return;
    open.prepared ??= new PreparedOrders(this.parts, open.config, open.traceparent);
  }

  public onPartial(_utterance: number, text: string): void {
    if (this.open === undefined) return;
    this.events.onActivity();
    const transcript = { text, is_final: false, confidence: 0, turn: this.open.turn };
    this.parts.client.send('transcript', transcript);
  }

  public onSpeechEnded(utterance: number, endOfSpeechMs: number | null): void {
    const { open } = this;
    if (open?.message.speechEnded(utterance) !== true) return;
    open.timeline.endOfSpeechMs = endOfSpeechMs;
    open.timeline.endDecisionMs = this.parts.clock.nowMs();
    if (open.message.isSpeaking) return;
    this.parts.client.send('user_speech', { speaking: false });
    this.openDeadline.arm(TURN_DEADLINES_MS.final);
  }

  public onFinal(final: AsrFinal): void {
    const { open } = this;
    if (open === undefined) {
      this.answerEmptyCommit(final.text);
      return;
    }
    this.events.onActivity();
    this.onSpeechEnded(final.utterance, null);
    if (!open.message.recognized(final.utterance, final.text)) return;
    this.commitAsked = false;
    open.timeline.finalMs = this.parts.clock.nowMs();
    this.parts.client.send('transcript', {
      text: final.text,
      is_final: true,
      confidence: final.confidence,
      turn: open.turn,
      words: final.words.map((word) => ({
        word: word.word,
        start_ms: word.startMs,
        end_ms: word.endMs,
      })),
    });
    this.settle();
  }

  public onUtteranceFailed(utterance: number | undefined): void {
    recordFailure('asr');
    const { open } = this;
    const turn = open === undefined ? {} : { turn: open.turn };
    const message = 'the speech could not be recognized';
    this.parts.client.send('error', { code: 'asr_failed', message, ...turn });
    if (open === undefined) return;
    if (utterance === undefined) this.giveUpOnSpeech(open);
    else {
      this.onSpeechEnded(utterance, null);
      open.message.recognized(utterance, '');
    }
    this.settle();
  }

  /** A typed message: it joins what the person is saying, or begins a turn, which interrupts. */
  public type(text: string): void {
    this.events.onActivity();
    if (this.open === undefined) {
      this.bargeIn(null);
      this.beginMessage();
    }
    const { open } = this;
    if (open === undefined) return;
    open.message.append(text);
    const transcript = { text, is_final: true, confidence: 1, turn: open.turn };
    this.parts.client.send('transcript', transcript);
    this.settle();
  }

  /** Whether there was room for it. With `interrupt` it replaces what the agent says and would say. */
  public say(saying: Saying, interrupt: boolean): boolean {
    this.events.onActivity();
    if (interrupt) {
      this.says.replace(saying);
      this.interruptAnswer();
    } else if (!this.says.add(saying)) return false;
    this.settle();
    return true;
  }

  /** The agent stops speaking, and forgets what it was to say. */
  public cancel(): void {
    this.says.clear();
    this.interruptAnswer();
    this.settle();
  }

  /** The person asked for the turn to end; a final follows. */
  public expectCommit(): void {
    this.commitAsked = true;
  }

  /** Nothing more is heard of the utterances that are open (`mute`). */
  public forgetSpeech(): void {
    if (this.open === undefined) return;
    this.giveUpOnSpeech(this.open);
    this.settle();
  }

  public reportPlayback(turn: number, playedMs: number): void {
    if (this.answer?.turn === turn) this.answer.reportPlayback(playedMs);
  }

  public resumeOn(rail: 'llm' | 'tts'): void {
    this.answer?.resumeOn(rail);
  }

  /** Ends the answer that is under way and waits for nothing more. */
  public close(): void {
    if (this.closed) return;
    this.closed = true;
    this.says.clear();
    this.openDeadline.clear();
    this.open?.prepared?.discard();
    this.open = undefined;
    this.interruptAnswer();
  }

  private bargeIn(decidedAtMs: number | null): void {
    const { answer } = this;
    if (answer === undefined || !answer.interruptible) return;
    if (this.config.interruption.mode === 'off') return;
    this.interruptAnswer();
    if (decidedAtMs !== null) recordBargeIn(this.parts.clock.nowMs() - decidedAtMs);
  }

  private beginMessage(): void {
    if (this.closed) return;
    this.open = new OpenTurn(this.takeTurn(), this.config, this.newTrace());
  }

  private interruptAnswer(): void {
    const { answer } = this;
    this.answer = undefined;
    answer?.interrupt();
  }

  private openTurnIsStuck(): void {
    this.onUtteranceFailed(undefined);
  }

  private giveUpOnSpeech(open: OpenTurn): void {
    const wasSpeaking = open.message.isSpeaking;
    open.message.giveUpOnSpeech();
    if (wasSpeaking) this.parts.client.send('user_speech', { speaking: false });
  }

  private answerEmptyCommit(text: string): void {
    if (!this.commitAsked || text !== '') return;
    this.commitAsked = false;
    const message = 'nothing was said that could be committed';
    this.parts.client.send('error', { code: 'conflict', message });
  }

  /** Lets whoever is next begin, if nobody has the turn. */
  private settle(): void {
    if (this.closed) return;
    const { open } = this;
    if (open?.message.isComplete === true) {
      this.openDeadline.clear();
      if (open.message.text === '') this.abandon(open);
      else if (this.answer === undefined) this.commit(open);
    }
    if (this.open === undefined && this.answer === undefined) this.sayNext();
  }

  /** Nothing came of the message: the turn ends without an answer. */
  private abandon(open: OpenTurn): void {
    this.open = undefined;
    open.prepared?.discard();
    this.events.onMessageClosed();
  }

  private commit(open: OpenTurn): void {
    this.open = undefined;
    this.parts.conversation.addUser(open.turn, open.message.text);
    this.begin(open).reply(open.prepared);
    this.events.onMessageClosed();
  }

  private sayNext(): void {
    const saying = this.says.take();
    if (saying === undefined) return;
    const { config } = this;
    const { text, interruptible } = saying;
    const timeline = new TurnTimeline();
    const traceparent = this.newTrace();
    const turn = this.takeTurn();
    this.begin({ turn, config, timeline, traceparent, interruptible }).say(text);
  }

  private begin(options: AnswerOptions): Answer {
    const answer = new Answer(this.parts, options, (usage) => {
      this.usageSoFar = addUsage(this.usageSoFar, usage);
      this.events.onActivity();
      if (this.answer !== answer) return;
      this.answer = undefined;
      this.settle();
    });
    this.answer = answer;
    return answer;
  }

  private newTrace(): string {
    return childTraceparent(this.parts.traceparent);
  }

  private takeTurn(): number {
    this.lastTurn += 1;
    return this.lastTurn;
  }
}
