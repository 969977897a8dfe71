import type { AsrFinal, SessionConfig, SessionUsage } from '@voxrail/contracts';
import { childTraceparent } from '@voxrail/observability';

import type { Answer } from '../answer/answer';
import type { OwedRecord } from '../continuity/session-record';
import { holdOpenMs } from '../endpointing/hold-open';
import { TentativeSpeech } from '../interruption/tentative-speech';
import { meansNothingOver } from '../interruption/means-nothing';
import type { SpeechEvents } from '../listening/listening-stream';
import { recordBargeIn, recordFailure } from '../session-metrics';
import { SpeculationBudget } from '../speculation/speculation-budget';
import { AgentSide } from './agent-side';
import type { ConversationSoFar, TurnState } from './inheritance';
import { Inheritance } from './inheritance';
import { ListeningTurn } from './listening-turn';
import type { Saying } from './say-queue';
import { SayQueue } from './say-queue';
import type { TurnEvents } from './turn-events';
import type { TurnParts } from './turn-parts';

/**
 * Whose turn it is. A message of the person opens with speech or text and is committed when all of
 * it is recognized; the agent answers; speech meanwhile is a barge-in and the next turn. Everything
 * here happens in the call that brings the event.
 */
export class TurnTaking implements SpeechEvents {
  private lastTurn: number;
  private open: ListeningTurn | undefined;
  private tentative: TentativeSpeech | undefined;
  private closed = false;
  private commitAsked = false;
  private readonly agent: AgentSide;
  private readonly says = new SayQueue();
  private readonly budget = new SpeculationBudget();
  private readonly inheritance: Inheritance;

  public constructor(
    private readonly parts: TurnParts,
    private config: SessionConfig,
    private readonly events: TurnEvents,
    private readonly before: ConversationSoFar,
  ) {
    this.lastTurn = before.turn;
    this.agent = new AgentSide(parts, before.usage, {
      onEnded: (wasCurrent) => {
        this.agentEnded(wasCurrent);
      },
      onHangup: () => {
        this.events.onHangup();
      },
      mayBeHeard: () => this.tentative === undefined,
    });
    for (const saying of before.says) this.says.add(saying);
    this.inheritance = new Inheritance(parts, before, (owed) => {
      if (owed !== null) this.answerAgain(owed);
      this.settle();
    });
  }

  public get turn(): number {
    return this.lastTurn;
  }

  public get usage(): SessionUsage {
    return this.agent.usage;
  }

  /** What another gateway needs to go on from here. */
  public get state(): TurnState {
    const { lastTurn: turn, usage, inheritance } = this;
    const answer = this.agent.record ?? inheritance.answer;
    const [says, said] = [[...this.says.all], this.open?.text ?? ''];
    return { turn, usage, answer, owed: inheritance.owed, says, said };
  }

  /** The client is there: what was going on elsewhere goes on here. */
  public begin(): void {
    const { said } = this.before;
    if (said !== '') this.type(said);
    else this.inheritance.begin();
  }

  public get isBusy(): boolean {
    return this.somebodySpeaks || !this.agent.isSilent;
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
    if (this.agent.isSilent) open?.prepare();
  }

  public onPartial(utterance: number, text: string, pausing: boolean): void {
    if (this.tentative === undefined && this.open === undefined) return;
    this.events.onActivity();
    const mayAnswer = this.agent.isSilent;
    // Not both: what is confirmed is told again to the turn that it begins.
    if (this.tentative !== undefined) this.tentative.partial(utterance, text, pausing);
    else this.open?.partial(utterance, text, pausing, mayAnswer);
  }

  public onCandidate(utterance: number, text: string): void {
    if (this.tentative !== undefined) this.tentative.candidate(utterance, text);
    else this.open?.candidate(utterance, text, this.agent.isSilent);
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
    this.tentative?.failed(utterance);
    // Nobody is told of an error in speech that still goes on.
    this.open?.failed(utterance);
    const message = 'the speech could not be recognized';
    this.parts.client.send('error', { code: 'asr_failed', message, ...turn });
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
      this.agent.interrupt();
    } else if (!this.says.add(saying)) return false;
    this.settle();
    return true;
  }

  /** The agent stops speaking, and forgets what it was to say. */
  public cancel(): void {
    this.says.clear();
    this.agent.interrupt();
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
    this.inheritance.reportPlayback(turn, playedMs);
    this.agent.reportPlayback(turn, playedMs);
  }

  /** Nobody is there to hear the agent. */
  public suspend(): void {
    this.agent.suspend();
  }

  public comeBack(): void {
    this.agent.comeBack();
  }

  public resumeOn(rail: 'llm' | 'tts'): void {
    this.open?.discardAnswer();
    this.agent.resumeOn(rail);
  }

  /** Ends the answer that is under way and waits for nothing more. */
  public close(): void {
    if (this.closed) return;
    this.closed = true;
    this.inheritance.close();
    this.says.clear();
    this.tentative?.stop();
    this.tentative = undefined;
    this.open?.close();
    this.open = undefined;
    this.agent.close();
  }

  private get somebodySpeaks(): boolean {
    return this.open !== undefined || this.tentative !== undefined;
  }

  /** Whether speech over the agent is only a reason to pause, until it is known to be an interruption. */
  private get mustBeConfirmed(): boolean {
    return this.agent.isInterruptible && this.config.interruption.mode === 'confirm';
  }

  private hearTentatively(utterance: number, decidedAtMs: number | null): void {
    if (this.tentative === undefined) {
      const agentSpeaks = this.agent.isSpeaking;
      this.agent.pause();
      recordBargeIn(decidedAtMs, this.parts.clock.nowMs());
      this.tentative = this.newTentativeSpeech(agentSpeaks);
    }
    this.tentative.speechStarted(utterance, decidedAtMs);
  }

  private newTentativeSpeech(agentSpeaks: boolean): TentativeSpeech {
    const meansNothing = meansNothingOver(() => this.agent.wordsInTheAir);
    return new TentativeSpeech(this.config, agentSpeaks, this.parts.clock, meansNothing, {
      onConfirmed: (heard) => {
        this.tentative = undefined;
        this.agent.interrupt();
        for (const event of heard) event(this);
        this.settle();
      },
      onGoOn: () => {
        this.agent.resume();
      },
      onDismissed: () => {
        this.tentative = undefined;
        this.agent.resume();
        this.settle();
      },
    });
  }

  private bargeIn(decidedAtMs: number | null): void {
    if (!this.agent.isInterruptible) return;
    if (this.config.interruption.mode === 'off') return;
    this.agent.interrupt();
    recordBargeIn(decidedAtMs, this.parts.clock.nowMs());
  }

  private beginTurn(decidedAtMs: number | null): ListeningTurn | undefined {
    this.bargeIn(decidedAtMs);
    if (this.closed) return undefined;
    this.inheritance.giveUp();
    const { config } = this;
    const options = {
      turn: this.takeTurn(),
      config,
      traceparent: childTraceparent(this.parts.traceparent),
      holdOpenMs: (text: string) => (this.commitAsked ? 0 : holdOpenMs(config, text)),
    };
    this.open = new ListeningTurn(this.parts, options, this.budget, {
      onDeadline: (left) => {
        if (left === 'held_open') this.settle();
        else this.onUtteranceFailed(undefined);
      },
      answer: this.agent.answerEvents,
    });
    return this.open;
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
      else if (this.agent.isSilent) this.commit(open);
    }
    if (!this.somebodySpeaks && this.agent.isSilent) this.sayNext();
  }

  /** Nothing came of the message: the turn ends without an answer. */
  private abandon(open: ListeningTurn): void {
    this.open = undefined;
    open.abandon();
    this.agent.addUsage(open.usage);
    this.events.onMessageClosed();
    this.events.onChanged();
  }

  private commit(open: ListeningTurn): void {
    this.open = undefined;
    open.commit((answer) => {
      this.agent.take(answer);
    });
    this.agent.committed();
    this.events.onMessageClosed();
    this.events.onChanged();
  }

  private sayNext(): void {
    if (!this.inheritance.isSettled) return;
    const saying = this.says.take();
    if (saying === undefined) return;
    this.speakUnasked(saying.interruptible).say(saying.text);
    this.events.onChanged();
  }

  /** Nothing was heard of what another gateway was saying. */
  private answerAgain({ given, text, interruptible }: OwedRecord): void {
    if (this.isBusy || this.closed) return;
    const answer = this.speakUnasked(interruptible);
    if (given) answer.say(text);
    else answer.reply(undefined);
    this.events.onChanged();
  }

  private speakUnasked(interruptible: boolean): Answer {
    return this.agent.speakUnasked(this.takeTurn(), this.config, interruptible);
  }

  private agentEnded(wasCurrent: boolean): void {
    this.events.onActivity();
    if (wasCurrent) {
      // Nobody is spoken over any more.
      this.tentative?.confirm();
      this.settle();
    }
    this.events.onChanged();
  }

  private takeTurn(): number {
    return ++this.lastTurn;
  }
}
