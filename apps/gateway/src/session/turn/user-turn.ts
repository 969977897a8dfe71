import type { Clock } from '@voxrail/clock';
import type { SessionConfig } from '@voxrail/contracts';

import type { AnswerOptions } from '../answer/answer-options';
import type { PreparedOrders } from '../answer/prepared-orders';
import { StateMachine } from '../state-machine/state-machine';
import { TURN_DEADLINES_MS } from './turn-deadlines';
import { TurnTimeline } from './turn-timeline';
import { UserMessage } from './user-message';
import type { UserTurnDeadline, UserTurnEvent, UserTurnState } from './user-turn-states';
import { USER_TURN_STATES } from './user-turn-states';

export interface UserTurnOptions {
  readonly turn: number;
  /** The configuration when the turn began: an update holds for later turns. */
  readonly config: SessionConfig;
  readonly traceparent: string;
  /** How long the turn stays open after this text, because more will come; 0 where it may be all. */
  readonly holdOpenMs: (text: string) => number;
}

/** A turn that the person has begun, until it is certain what they said. */
export class UserTurn {
  public readonly timeline = new TurnTimeline();
  /** Orders that the rails have been told of, while nothing else uses them. */
  public prepared: PreparedOrders | undefined;
  private readonly message = new UserMessage();
  private heldOpenMs = 0;
  private readonly machine: StateMachine<UserTurnState, UserTurnEvent, UserTurnDeadline>;

  /** @param onDeadline the state that was left has lasted too long; the turn is complete. */
  public constructor(
    private readonly options: UserTurnOptions,
    private readonly clock: Clock,
    onDeadline: (left: UserTurnState) => void,
  ) {
    this.machine = new StateMachine(
      USER_TURN_STATES,
      'begun',
      clock,
      (deadline) => this.lastsMs(deadline),
      onDeadline,
    );
  }

  public get turn(): number {
    return this.options.turn;
  }

  public get config(): SessionConfig {
    return this.options.config;
  }

  public get traceparent(): string {
    return this.options.traceparent;
  }

  public get answerOptions(): AnswerOptions {
    const { turn, config, traceparent } = this.options;
    return { turn, config, traceparent, timeline: this.timeline, interruptible: true };
  }

  /** Nothing more is to come. */
  public get isComplete(): boolean {
    return this.machine.state === 'complete';
  }

  public get text(): string {
    return this.message.text;
  }

  /** All that was said, if `utterance`, which is not certain yet, is `text`; undefined while another is open. */
  public textWith(utterance: number, text: string): string | undefined {
    return this.message.textWith(utterance, text);
  }

  /** Whether nobody was speaking before. */
  public speechStarted(utterance: number): boolean {
    const wasSpeaking = this.message.isSpeaking;
    this.message.speechStarted(utterance);
    this.machine.fire('speech_started');
    return !wasSpeaking;
  }

  /** Whether the person has just fallen silent. `endOfSpeechMs` is null where it is not known. */
  public speechEnded(utterance: number, endOfSpeechMs: number | null): boolean {
    if (!this.message.speechEnded(utterance)) return false;
    this.timeline.endOfSpeechMs = endOfSpeechMs;
    this.timeline.endDecisionMs = this.clock.nowMs();
    if (this.message.isSpeaking) return false;
    this.machine.fire('speech_ended');
    return true;
  }

  /** Whether the utterance was waiting for its text. */
  public recognized(utterance: number, text: string): boolean {
    if (!this.message.recognized(utterance, text)) return false;
    this.timeline.finalMs = this.clock.nowMs();
    if (!this.message.isComplete) return true;
    this.heldOpenMs = this.options.holdOpenMs(this.message.text);
    this.machine.fire(this.heldOpenMs > 0 ? 'recognized_unfinished' : 'recognized');
    return true;
  }

  public typed(text: string): void {
    this.message.append(text);
    if (this.message.isComplete) this.machine.fire('typed');
  }

  /** Silence has lasted for so long that nothing belongs to this turn any more. */
  public idle(): void {
    if (this.message.isComplete) this.machine.fire('idle');
  }

  /** Nothing more is expected of the speech that is open; whether somebody was speaking. */
  public giveUpOnSpeech(): boolean {
    const wasSpeaking = this.message.isSpeaking;
    this.message.giveUpOnSpeech();
    this.machine.fire('given_up');
    return wasSpeaking;
  }

  /** The prepared orders, which are the caller's to use or give back. */
  public takePrepared(): PreparedOrders | undefined {
    const { prepared } = this;
    this.prepared = undefined;
    return prepared;
  }

  /** Waits for nothing any more. */
  public close(): void {
    this.machine.fire('closed');
    this.takePrepared()?.discard();
  }

  private lastsMs(deadline: UserTurnDeadline): number {
    const { max_utterance_ms } = this.options.config.turn_detection;
    switch (deadline) {
      case 'begin':
      case 'final':
        return TURN_DEADLINES_MS.final;
      case 'longest_speech':
        return max_utterance_ms + TURN_DEADLINES_MS.userSpeakingMargin;
      case 'hold':
        return this.heldOpenMs;
    }
  }
}
