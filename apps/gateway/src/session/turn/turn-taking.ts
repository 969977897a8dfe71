import type { AsrFinal, SessionConfig, SessionUsage } from '@voxrail/contracts';
import { childTraceparent } from '@voxrail/observability';

import type { AnswerEvents } from '../answer/answer';
import { Answer } from '../answer/answer';
import { holdOpenMs } from '../endpointing/hold-open';
import { TentativeSpeech } from '../interruption/tentative-speech';
import { meansNothingOver } from '../interruption/means-nothing';
import type { SpeechEvents } from '../listening/listening-stream';
import { recordBargeIn, recordFailure } from '../session-metrics';
import { addUsage, NO_USAGE } from '../session-usage';
import { SpeculationBudget } from '../speculation/speculation-budget';
import { Absence } from './absence';
import { ListeningTurn } from './listening-turn';
import type { Saying } from './say-queue';
import { SayQueue } from './say-queue';
import type { TurnParts } from './turn-parts';
import { TurnTimeline } from './turn-timeline';

export interface TurnEvents {
  /** The person or the agent did something: the session is not idle. */
  onActivity(): void;
  /** No message of the person is open any more. */
  onMessageClosed(): void;
  /** The agent hangs up. */
  onHangup(): void;
}

/**
 * Whose turn it is. A message of the person opens with speech or text and is committed when all of
 * it is recognized; the agent answers; speech meanwhile is a barge-in and the next turn. Everything
 * here happens in the call that brings the event.
 */
export class TurnTaking implements SpeechEvents {
  private lastTurn = 0;
  private open: ListeningTurn | undefined;
  private answer: Answer | undefined;
  private tentative: TentativeSpeech | undefined;
  private usageSoFar: SessionUsage = NO_USAGE;
  private closed = false;
  private commitAsked = false;
  private readonly says = new SayQueue();
  private readonly budget = new SpeculationBudget();
  private readonly absence: Absence;
  private readonly answerEvents: AnswerEvents = {
    onEnded: (answer, usage) => {
      this.answerEnded(answer, usage);
    },
    onHangup: () => {
      this.events.onHangup();
    },
    // Only an answer that is held can be lost, and that is its speculation's.
    onLost: () => undefined,
  };

  public constructor(
    private readonly parts: TurnParts,
    private config: SessionConfig,
    private readonly events: TurnEvents,
  ) {
    this.absence = new Absence(parts.clock, () => {
      this.goOn();
    });
  }

  public get turn(): number {
    return this.lastTurn;
  }

  public get usage(): SessionUsage {
    return this.usageSoFar;
  }

  public get isBusy(): boolean {
    return this.somebodySpeaks || this.answer !== undefined;
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
    if (this.tentative !== undefined || (this.open === undefined && this.mustBeConfirmed)) {
      this.hearTentatively(utterance, decidedAtMs);
      return;
    }
    const open = this.open ?? this.beginTurn(decidedAtMs);
    open?.speechStarted(utterance);
    if (this.answer === undefined) open?.prepare();
  }

  public onPartial(utterance: number, text: string, pausing: boolean): void {
    if (this.tentative === undefined && this.open === undefined) return;
    this.events.onActivity();
    const mayAnswer = this.answer === undefined;
    // Not both: what is confirmed is told again to the turn that it begins.
    if (this.tentative !== undefined) this.tentative.partial(utterance, text, pausing);
    else this.open?.partial(utterance, text, pausing, mayAnswer);
  }

  public onCandidate(utterance: number, text: string): void {
    if (this.tentative !== undefined) this.tentative.candidate(utterance, text);
    else this.open?.candidate(utterance, text, this.answer === undefined);
  }

  public onSpeechEnded(utterance: number, endOfSpeechMs: number | null): void {
    this.tentative?.speechEnded(utterance, endOfSpeechMs);
    this.open?.speechEnded(utterance, endOfSpeechMs);
  }

  public onFinal(final: AsrFinal): void {
    this.events.onActivity();
    if (this.tentative?.final(final) === true) return;
    if (this.open === undefined) {
      this.answerEmptyCommit(final.text);
      return;
    }
    if (!this.open.final(final)) return;
    this.commitAsked = false;
    this.settle();
  }

  public onIdle(): void {
    this.open?.idle();
    this.settle();
  }

  public onUtteranceFailed(utterance: number | undefined): void {
    recordFailure('asr');
    const turn = this.open === undefined ? {} : { turn: this.open.number };
    const message = 'the speech could not be recognized';
    this.parts.client.send('error', { code: 'asr_failed', message, ...turn });
    this.tentative?.failed(utterance);
    this.open?.failed(utterance);
    this.settle();
  }

  /** A typed message: it joins what the person is saying, or begins a turn, which interrupts. */
  public type(text: string): void {
    this.events.onActivity();
    this.tentative?.confirm();
    const open = this.open ?? this.beginTurn(null);
    open?.typed(text);
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
    this.tentative?.dismiss();
    this.open?.giveUpOnSpeech();
    this.settle();
  }

  public reportPlayback(turn: number, playedMs: number): void {
    if (this.answer?.turn !== turn) return;
    this.answer.reportPlayback(playedMs);
    this.absence.reported();
  }

  /** Nobody is there to hear the agent: what it says waits for `comeBack`, also what it begins to say. */
  public suspend(): void {
    this.absence.begin();
    this.answer?.pause();
  }

  public comeBack(): void {
    this.absence.end(this.answer?.hasBeenHeard === true);
  }

  public resumeOn(rail: 'llm' | 'tts'): void {
    this.open?.discardAnswer();
    this.answer?.resumeOn(rail);
  }

  /** Ends the answer that is under way and waits for nothing more. */
  public close(): void {
    if (this.closed) return;
    this.closed = true;
    this.absence.close();
    this.says.clear();
    this.tentative?.stop();
    this.tentative = undefined;
    this.open?.close();
    this.open = undefined;
    this.interruptAnswer();
  }

  private get somebodySpeaks(): boolean {
    return this.open !== undefined || this.tentative !== undefined;
  }

  /** Whether speech over the agent is only a reason to pause, until it is known to be an interruption. */
  private get mustBeConfirmed(): boolean {
    return this.answer?.interruptible === true && this.config.interruption.mode === 'confirm';
  }

  private hearTentatively(utterance: number, decidedAtMs: number | null): void {
    if (this.tentative === undefined) {
      this.answer?.pause();
      this.recordReaction(decidedAtMs);
      this.tentative = this.newTentativeSpeech();
    }
    this.tentative.speechStarted(utterance, decidedAtMs);
  }

  private newTentativeSpeech(): TentativeSpeech {
    const meansNothing = meansNothingOver(() => this.answer?.wordsInTheAir ?? '');
    return new TentativeSpeech(this.config, this.parts.clock, meansNothing, {
      onConfirmed: (heard) => {
        this.tentative = undefined;
        this.interruptAnswer();
        for (const event of heard) event(this);
        this.settle();
      },
      onGoOn: () => {
        if (!this.absence.lasts) this.answer?.resume();
      },
      onDismissed: () => {
        this.tentative = undefined;
        this.goOn();
        this.settle();
      },
    });
  }

  /** Lets the agent be heard where nothing stands against it. */
  private goOn(): void {
    if (!this.absence.lasts && this.tentative === undefined) this.answer?.resume();
  }

  private bargeIn(decidedAtMs: number | null): void {
    const { answer } = this;
    if (answer === undefined || !answer.interruptible) return;
    if (this.config.interruption.mode === 'off') return;
    this.interruptAnswer();
    this.recordReaction(decidedAtMs);
  }

  private recordReaction(decidedAtMs: number | null): void {
    if (decidedAtMs !== null) recordBargeIn(this.parts.clock.nowMs() - decidedAtMs);
  }

  private beginTurn(decidedAtMs: number | null): ListeningTurn | undefined {
    this.bargeIn(decidedAtMs);
    if (this.closed) return undefined;
    const { config } = this;
    const options = {
      turn: this.takeTurn(),
      config,
      traceparent: this.newTrace(),
      holdOpenMs: (text: string) => (this.commitAsked ? 0 : holdOpenMs(config, text)),
    };
    this.open = new ListeningTurn(this.parts, options, this.budget, {
      onDeadline: (left) => {
        if (left === 'held_open') this.settle();
        else this.onUtteranceFailed(undefined);
      },
      answer: this.answerEvents,
    });
    return this.open;
  }

  private interruptAnswer(): void {
    const { answer } = this;
    this.answer = undefined;
    answer?.interrupt();
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
      if (open.isEmpty) this.abandon(open);
      else if (this.answer === undefined) this.commit(open);
    }
    if (!this.somebodySpeaks && this.answer === undefined) this.sayNext();
  }

  /** Nothing came of the message: the turn ends without an answer. */
  private abandon(open: ListeningTurn): void {
    this.open = undefined;
    open.abandon();
    this.usageSoFar = addUsage(this.usageSoFar, open.usage);
    this.events.onMessageClosed();
  }

  private commit(open: ListeningTurn): void {
    this.open = undefined;
    open.commit((answer) => {
      this.begin(answer);
    });
    // What was ready before the commit could only be paused now that it is released.
    if (this.absence.lasts) this.answer?.pause();
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
    const options = { turn, config, timeline, traceparent, interruptible };
    const answer = new Answer(this.parts, options, this.answerEvents);
    this.begin(answer);
    answer.say(text);
  }

  private begin(answer: Answer): void {
    this.answer = answer;
    if (this.absence.lasts) answer.pause();
  }

  private answerEnded(answer: Answer, usage: SessionUsage): void {
    this.usageSoFar = addUsage(this.usageSoFar, usage);
    this.events.onActivity();
    if (this.answer !== answer) return;
    this.answer = undefined;
    // Nobody is spoken over any more.
    this.tentative?.confirm();
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
