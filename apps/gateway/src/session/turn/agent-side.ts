import type { SessionConfig, SessionUsage } from '@voxrail/contracts';
import { childTraceparent } from '@voxrail/observability';

import type { AnswerEvents } from '../answer/answer';
import { Answer } from '../answer/answer';
import type { AnswerRecord } from '../continuity/session-record';
import { addUsage } from '../session-usage';
import { Absence } from './absence';
import type { TurnParts } from './turn-parts';
import { TurnTimeline } from './turn-timeline';

export interface AgentSideEvents {
  /** An answer is over; whether it was the current one, so that the agent has nothing to say now. */
  onEnded(wasCurrent: boolean): void;
  /** The agent hangs up. */
  onHangup(): void;
  /** Whether nothing but the client's absence could keep the agent silent. */
  mayBeHeard(): boolean;
}

/** The agent's side of a conversation: one answer at a time, which waits while nobody is there to hear it. */
export class AgentSide {
  /** For answers that are to become the current one. */
  public readonly answerEvents: AnswerEvents = {
    onEnded: (answer, usage) => {
      this.ended(answer, usage);
    },
    onHangup: () => {
      this.events.onHangup();
    },
    // Only a draft can be lost, and that is its speculation's.
    onLost: () => undefined,
  };
  private answer: Answer | undefined;
  private readonly absence: Absence;

  public constructor(
    private readonly parts: TurnParts,
    private usageSoFar: SessionUsage,
    private readonly events: AgentSideEvents,
  ) {
    this.absence = new Absence(parts.clock, () => {
      if (this.events.mayBeHeard()) this.resume();
    });
  }

  /** Whether the agent has nothing to say at the moment. */
  public get isSilent(): boolean {
    return this.answer === undefined;
  }

  public get isInterruptible(): boolean {
    return this.answer?.interruptible === true;
  }

  public get isSpeaking(): boolean {
    return this.answer?.isSpeaking === true;
  }

  public get wordsInTheAir(): string {
    return this.answer?.wordsInTheAir ?? '';
  }

  public get record(): AnswerRecord | null {
    return this.answer?.record ?? null;
  }

  public get usage(): SessionUsage {
    return this.usageSoFar;
  }

  public addUsage(usage: SessionUsage): void {
    this.usageSoFar = addUsage(this.usageSoFar, usage);
  }

  /** The answer is the current one from here on. */
  public take(answer: Answer): void {
    this.answer = answer;
    if (this.absence.lasts) answer.pause();
  }

  /** What was ready before the commit could only be paused now that it is released. */
  public committed(): void {
    if (this.absence.lasts) this.answer?.pause();
  }

  /** Something that the person has not asked for, to be told what it is. */
  public speakUnasked(turn: number, config: SessionConfig, interruptible: boolean): Answer {
    const traceparent = childTraceparent(this.parts.traceparent);
    const options = { turn, config, timeline: new TurnTimeline(), traceparent, interruptible };
    const answer = new Answer(this.parts, options, this.answerEvents);
    this.take(answer);
    return answer;
  }

  public interrupt(): void {
    const { answer } = this;
    this.answer = undefined;
    answer?.interrupt();
  }

  public pause(): void {
    this.answer?.pause();
  }

  /** Lets the agent be heard, if anybody is there. */
  public resume(): void {
    if (!this.absence.lasts) this.answer?.resume();
  }

  public resumeOn(rail: 'llm' | 'tts'): void {
    this.answer?.resumeOn(rail);
  }

  public reportPlayback(turn: number, playedMs: number): void {
    if (this.answer?.turn !== turn) return;
    this.answer.reportPlayback(playedMs);
    this.absence.reported();
  }

  /** Nobody is there to hear the agent: what it says waits for `comeBack`, also what it begins to say. */
  public suspend(): void {
    this.absence.begin();
    this.pause();
  }

  public comeBack(): void {
    this.absence.end(this.answer?.hasBeenHeard === true);
  }

  public close(): void {
    this.absence.close();
    this.interrupt();
  }

  private ended(answer: Answer, usage: SessionUsage): void {
    this.addUsage(usage);
    const wasCurrent = this.answer === answer;
    if (wasCurrent) this.answer = undefined;
    this.events.onEnded(wasCurrent);
  }
}
