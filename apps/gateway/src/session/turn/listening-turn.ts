import type { AsrFinal, SessionUsage } from '@voxrail/contracts';

import type { AnswerEvents } from '../answer/answer';
import { Answer } from '../answer/answer';
import { PreparedOrders } from '../answer/prepared-orders';
import { Speculation } from '../speculation/speculation';
import type { SpeculationBudget } from '../speculation/speculation-budget';
import type { TurnParts } from './turn-parts';
import type { UserTurnOptions } from './user-turn';
import { UserTurn } from './user-turn';
import type { UserTurnState } from './user-turn-states';

export interface ListeningTurnEvents {
  /** Nothing more is to come, after `left` has lasted for too long. */
  onDeadline(left: UserTurnState): void;
  /** Of the answers that are begun here. */
  readonly answer: AnswerEvents;
}

/** A turn that the person has begun: what they say, what their client is told of it, and the answer in the making. */
export class ListeningTurn {
  private readonly turn: UserTurn;
  private readonly speculation: Speculation;

  public constructor(
    private readonly parts: TurnParts,
    options: UserTurnOptions,
    private readonly budget: SpeculationBudget,
    private readonly events: ListeningTurnEvents,
  ) {
    this.turn = new UserTurn(options, parts.clock, (left) => {
      events.onDeadline(left);
    });
    this.speculation = new Speculation(parts, budget, this.turn, events.answer);
  }

  public get number(): number {
    return this.turn.turn;
  }

  /** Nothing more is to come. */
  public get isComplete(): boolean {
    return this.turn.isComplete;
  }

  public get isEmpty(): boolean {
    return this.turn.text === '';
  }

  /** What has been said of it so far. */
  public get text(): string {
    return this.turn.text;
  }

  public get usage(): SessionUsage {
    return this.turn.timeline.usage();
  }

  public speechStarted(utterance: number): void {
    if (this.turn.speechStarted(utterance)) {
      this.parts.client.send('user_speech', { speaking: true });
    }
    this.speculation.discard();
  }

  /** An answer is likely soon: the rails are told. */
  public prepare(): void {
    const { turn } = this;
    turn.prepared ??= new PreparedOrders(this.parts, turn.config, turn.traceparent);
  }

  /** @param mayAnswer whether an answer could begin now. */
  public partial(utterance: number, text: string, pausing: boolean, mayAnswer: boolean): void {
    const transcript = { text, is_final: false, confidence: 0, turn: this.number };
    this.parts.client.send('transcript', transcript);
    if (pausing) this.speculate(utterance, text, mayAnswer);
    else this.speculation.hear(this.turn.textWith(utterance, text) ?? '');
  }

  public candidate(utterance: number, text: string, mayAnswer: boolean): void {
    this.speculate(utterance, text, mayAnswer);
  }

  public speechEnded(utterance: number, endOfSpeechMs: number | null): void {
    if (!this.turn.speechEnded(utterance, endOfSpeechMs)) return;
    this.parts.client.send('user_speech', { speaking: false });
  }

  /** Whether the utterance was waiting for it. */
  public final(final: AsrFinal): boolean {
    this.speechEnded(final.utterance, null);
    if (!this.turn.recognized(final.utterance, final.text)) return false;
    this.parts.client.send('transcript', {
      text: final.text,
      is_final: true,
      confidence: final.confidence,
      turn: this.number,
      words: final.words.map((word) => ({
        word: word.word,
        start_ms: word.startMs,
        end_ms: word.endMs,
      })),
    });
    return true;
  }

  /** No text will come of the utterance; without a number, of none that is open. */
  public failed(utterance: number | undefined): void {
    if (utterance === undefined) {
      this.giveUpOnSpeech();
      return;
    }
    this.speechEnded(utterance, null);
    this.turn.recognized(utterance, '');
  }

  public typed(text: string): void {
    this.turn.typed(text);
    const transcript = { text, is_final: true, confidence: 1, turn: this.number };
    this.parts.client.send('transcript', transcript);
  }

  public idle(): void {
    this.turn.idle();
  }

  public giveUpOnSpeech(): void {
    if (this.turn.giveUpOnSpeech()) this.parts.client.send('user_speech', { speaking: false });
  }

  /**
   * The turn is certain and becomes history; what was worked out ahead of it, if it fits, is its answer.
   * @param onAnswer is told of the answer before anything of it happens: it may be over within this call.
   */
  public commit(onAnswer: (answer: Answer) => void): void {
    const { turn, parts } = this;
    const ahead = this.speculation.take(turn.text);
    const prepared = turn.takePrepared();
    this.close();
    this.budget.turnCommitted();
    parts.conversation.addUser(turn.turn, turn.text);
    turn.timeline.committed(parts.clock.nowMs(), ahead !== undefined);
    const answer = ahead ?? new Answer(parts, turn.answerOptions, this.events.answer);
    onAnswer(answer);
    if (ahead === undefined) {
      answer.reply(prepared);
      return;
    }
    prepared?.discard();
    answer.commit();
  }

  /** Nothing came of it. */
  public abandon(): void {
    this.budget.turnAbandoned();
    this.close();
  }

  /** Nothing is told of it any more. */
  public close(): void {
    this.speculation.discard();
    this.turn.close();
  }

  /** What was worked out ahead is of no use any more. */
  public discardAnswer(): void {
    this.speculation.discard();
  }

  /** The person pauses, and has probably said all of their message. */
  private speculate(utterance: number, text: string, mayAnswer: boolean): void {
    const { mode, speculate } = this.turn.config.turn_detection;
    if (!mayAnswer || mode !== 'auto' || !speculate) return;
    const all = this.turn.textWith(utterance, text);
    if (all !== undefined) this.speculation.consider(all);
  }
}
