import type { AsrFinal, SessionConfig, SessionUsage } from '@voxrail/contracts';
import { childTraceparent } from '@voxrail/observability';

import type { AnswerEvents, AnswerParts } from '../answer/answer';
import { Answer } from '../answer/answer';
import { PreparedOrders } from '../answer/prepared-orders';
import type { SpeechEvents } from '../listening/listening-stream';
import { recordBargeIn, recordFailure } from '../session-metrics';
import { addUsage, NO_USAGE } from '../session-usage';
import { Speculation } from '../speculation/speculation';
import { SpeculationBudget } from '../speculation/speculation-budget';
import type { Saying } from './say-queue';
import { SayQueue } from './say-queue';
import { TurnTimeline } from './turn-timeline';
import { UserTurn } from './user-turn';

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
  private open: UserTurn | undefined;
  private speculation: Speculation | undefined;
  private answer: Answer | undefined;
  private usageSoFar: SessionUsage = NO_USAGE;
  private closed = false;
  private commitAsked = false;
  private readonly says = new SayQueue();
  private readonly budget = new SpeculationBudget();
  private readonly answerEvents: AnswerEvents = {
    onEnded: (answer, usage) => {
      this.answerEnded(answer, usage);
    },
    // Only an answer that is held can be lost, and that is its speculation's.
    onLost: () => undefined,
  };

  public constructor(
    private readonly parts: TurnParts,
    private config: SessionConfig,
    private readonly events: TurnEvents,
  ) {}

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
    const open = this.open ?? this.beginTurn(decidedAtMs);
    if (open === undefined) return;
    if (open.speechStarted(utterance)) this.parts.client.send('user_speech', { speaking: true });
    this.speculation?.discard();
    if (this.answer !== undefined) return;
    open.prepared ??= new PreparedOrders(this.parts, open.config, open.traceparent);
  }

  public onPartial(utterance: number, text: string, pausing: boolean): void {
    const { open } = this;
    if (open === undefined) return;
    this.events.onActivity();
    const transcript = { text, is_final: false, confidence: 0, turn: open.turn };
    this.parts.client.send('transcript', transcript);
    if (pausing) this.speculate(open, utterance, text);
    else this.speculation?.hear(open.textWith(utterance, text) ?? '');
  }

  public onCandidate(utterance: number, text: string): void {
    if (this.open !== undefined) this.speculate(this.open, utterance, text);
  }

  public onSpeechEnded(utterance: number, endOfSpeechMs: number | null): void {
    if (this.open?.speechEnded(utterance, endOfSpeechMs) !== true) return;
    this.parts.client.send('user_speech', { speaking: false });
  }

  public onFinal(final: AsrFinal): void {
    const { open } = this;
    if (open === undefined) {
      this.answerEmptyCommit(final.text);
      return;
    }
    this.events.onActivity();
    this.onSpeechEnded(final.utterance, null);
    if (!open.recognized(final.utterance, final.text)) return;
    this.commitAsked = false;
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

  public onIdle(): void {
    this.open?.idle();
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
      open.recognized(utterance, '');
    }
    this.settle();
  }

  /** A typed message: it joins what the person is saying, or begins a turn, which interrupts. */
  public type(text: string): void {
    this.events.onActivity();
    const open = this.open ?? this.beginTurn(null);
    if (open === undefined) return;
    open.typed(text);
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
    this.speculation?.discard();
    this.answer?.resumeOn(rail);
  }

  /** Ends the answer that is under way and waits for nothing more. */
  public close(): void {
    if (this.closed) return;
    this.closed = true;
    this.says.clear();
    this.closeTurn();
    this.interruptAnswer();
  }

  private bargeIn(decidedAtMs: number | null): void {
    const { answer } = this;
    if (answer === undefined || !answer.interruptible) return;
    if (this.config.interruption.mode === 'off') return;
    this.interruptAnswer();
    if (decidedAtMs !== null) recordBargeIn(this.parts.clock.nowMs() - decidedAtMs);
  }

  private beginTurn(decidedAtMs: number | null): UserTurn | undefined {
    this.bargeIn(decidedAtMs);
    if (this.closed) return undefined;
    const { config } = this;
    const options = {
      turn: this.takeTurn(),
      config,
      traceparent: this.newTrace(),
      mayBeAll: () => true,
    };
    const open = new UserTurn(options, this.parts.clock, (left) => {
      if (left === 'held_open') this.settle();
      else this.onUtteranceFailed(undefined);
    });
    this.open = open;
    this.speculation = new Speculation(this.parts, this.budget, open, this.answerEvents.onEnded);
    return open;
  }

  /** The person pauses, and has probably said all of their message. */
  private speculate(open: UserTurn, utterance: number, text: string): void {
    const { mode, speculate } = open.config.turn_detection;
    if (this.answer !== undefined || mode !== 'auto' || !speculate) return;
    const all = open.textWith(utterance, text);
    if (all !== undefined) this.speculation?.consider(all);
  }

  private interruptAnswer(): void {
    const { answer } = this;
    this.answer = undefined;
    answer?.interrupt();
  }

  private giveUpOnSpeech(open: UserTurn): void {
    if (open.giveUpOnSpeech()) this.parts.client.send('user_speech', { speaking: false });
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
    if (open?.isComplete === true) {
      if (open.text === '') this.abandon(open);
      else if (this.answer === undefined) this.commit(open);
    }
    if (this.open === undefined && this.answer === undefined) this.sayNext();
  }

  /** Nothing came of the message: the turn ends without an answer. */
  private abandon(open: UserTurn): void {
    this.budget.turnAbandoned();
    this.closeTurn();
    this.usageSoFar = addUsage(this.usageSoFar, open.timeline.usage());
    this.events.onMessageClosed();
  }

  private commit(open: UserTurn): void {
    const { clock, conversation } = this.parts;
    const ahead = this.speculation?.take(open.text);
    const prepared = open.takePrepared();
    this.closeTurn();
    this.budget.turnCommitted();
    conversation.addUser(open.turn, open.text);
    open.timeline.committed(clock.nowMs(), ahead !== undefined);
    this.answer = ahead ?? new Answer(this.parts, open.answerOptions, this.answerEvents);
    if (ahead === undefined) this.answer.reply(prepared);
    else ahead.commit(prepared);
    this.events.onMessageClosed();
  }

  private closeTurn(): void {
    this.speculation?.discard();
    this.speculation = undefined;
    this.open?.close();
    this.open = undefined;
  }

  private sayNext(): void {
    const saying = this.says.take();
    if (saying === undefined) return;
    const { config } = this;
    const { text, interruptible } = saying;
    const timeline = new TurnTimeline();
    const traceparent = this.newTrace();
    const turn = this.takeTurn();
    const options = { turn, config, timeline, traceparent, interruptible };
    this.answer = new Answer(this.parts, options, this.answerEvents);
    this.answer.say(text);
  }

  private answerEnded(answer: Answer, usage: SessionUsage): void {
    this.usageSoFar = addUsage(this.usageSoFar, usage);
    this.events.onActivity();
    if (this.answer !== answer) return;
    this.answer = undefined;
    this.settle();
  }

  private newTrace(): string {
    return childTraceparent(this.parts.traceparent);
  }

  private takeTurn(): number {
    this.lastTurn += 1;
    return this.lastTurn;
  }
}
