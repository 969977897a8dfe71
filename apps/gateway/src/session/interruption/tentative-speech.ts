import type { Clock, Timer } from '@voxrail/clock';
import type { AsrFinal, SessionConfig } from '@voxrail/contracts';

import { Deadline } from '../deadline';
import type { SpeechEvents } from '../listening/listening-stream';
import { TURN_DEADLINES_MS } from '../turn/turn-deadlines';
import type { ConfirmationRules } from './confirmation-rules';
import { confirmationRules } from './confirmation-rules';

/** Something that was heard, to be told again once it is known to be a message. */
export type HeardEvent = (events: SpeechEvents) => void;

export interface TentativeSpeechEvents {
  /** It is an interruption: `heard` is all of it so far. Nothing is told afterwards. */
  onConfirmed(heard: readonly HeardEvent[]): void;
  /** No words came of it for a while: the agent goes on. Words may still come. */
  onGoOn(): void;
  /** It was none. Nothing is told afterwards. */
  onDismissed(): void;
}

/** Speech that would be none: a back-channel, or the agent's own voice. */
export type MeansNothing = (text: string) => boolean;

const WORD = /\S+/gu;

/**
 * Speech over the agent of which nobody knows yet whether it is an interruption
 * (`interruption.mode: "confirm"`, see `confirmationRules`).
 */
export class TentativeSpeech {
  private readonly heard: HeardEvent[] = [];
  private readonly utterances = new Map<number, 'heard' | 'over'>();
  private readonly startedMs: number;
  private readonly timers: Timer[];
  private readonly longest: Deadline;
  private readonly rules: ConfirmationRules;
  private text = '';
  private settled = false;

  /** @param agentSpeaks whether the agent is heard, or still thinks. */
  public constructor(
    private readonly config: SessionConfig,
    agentSpeaks: boolean,
    private readonly clock: Clock,
    private readonly meansNothing: MeansNothing,
    private readonly events: TentativeSpeechEvents,
  ) {
    this.rules = confirmationRules(config, agentSpeaks);
    this.startedMs = clock.nowMs();
    this.longest = new Deadline(clock, () => {
      this.dismiss();
    });
    this.timers = [
      clock.schedule(this.rules.minSpeechMs, () => {
        this.judge();
      }),
      clock.schedule(this.rules.resumeAfterMs, () => {
        this.events.onGoOn();
      }),
    ];
  }

  public speechStarted(utterance: number, decidedAtMs: number | null): void {
    this.utterances.set(utterance, 'heard');
    const { userSpeakingMargin, final } = TURN_DEADLINES_MS;
    this.longest.arm(this.config.turn_detection.max_utterance_ms + userSpeakingMargin + final);
    this.heard.push((events) => {
      events.onSpeechStarted(utterance, decidedAtMs);
    });
  }

  public partial(utterance: number, text: string, pausing: boolean): void {
    this.text = text;
    this.heard.push((events) => {
      events.onPartial(utterance, text, pausing);
    });
    this.judge();
  }

  public candidate(utterance: number, text: string): void {
    this.text = text;
    this.heard.push((events) => {
      events.onCandidate(utterance, text);
    });
    this.judge();
  }

  public speechEnded(utterance: number, endOfSpeechMs: number | null): void {
    this.heard.push((events) => {
      events.onSpeechEnded(utterance, endOfSpeechMs);
    });
  }

  /** Whether it is one of these utterances'; another's is for somebody else. */
  public final(final: AsrFinal): boolean {
    if (!this.utterances.has(final.utterance)) return false;
    this.heard.push((events) => {
      events.onFinal(final);
    });
    if (final.text !== '' && !this.meansNothing(final.text)) this.confirm();
    else this.utteranceOver(final.utterance);
    return true;
  }

  /** No text will come of the utterance; without a number, of none. */
  public failed(utterance: number | undefined): void {
    if (utterance === undefined) this.dismiss();
    else if (this.utterances.has(utterance)) this.utteranceOver(utterance);
  }

  /** It is a message after all: the agent has finished, or something else was said. */
  public confirm(): void {
    if (this.settled) return;
    this.stop();
    this.events.onConfirmed(this.heard);
  }

  public dismiss(): void {
    if (this.settled) return;
    this.stop();
    this.events.onDismissed();
  }

  /** Nothing is told any more. */
  public stop(): void {
    this.settled = true;
    for (const timer of this.timers) timer.cancel();
    this.longest.clear();
  }

  private judge(): void {
    if (this.settled || this.text === '' || this.meansNothing(this.text)) return;
    const { minSpeechMs, minWords } = this.rules;
    const lastsLong = this.clock.nowMs() - this.startedMs >= minSpeechMs;
    const words = this.text.match(WORD)?.length ?? 0;
    if (lastsLong || (minWords > 0 && words >= minWords)) this.confirm();
  }

  private utteranceOver(utterance: number): void {
    this.utterances.set(utterance, 'over');
    if ([...this.utterances.values()].every((state) => state === 'over')) this.dismiss();
  }
}
