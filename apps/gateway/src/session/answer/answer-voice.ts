import type { Clock } from '@voxrail/clock';
import type { SessionConfig } from '@voxrail/contracts';
import { OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';

import type { TtsRail } from '../../rails/tts-rail';
import type { HeardMark } from '../continuity/session-record';
import type { PlayoutListener } from '../playout/playout';
import { Playout } from '../playout/playout';
import type { PlayoutScheduler } from '../playout/playout-scheduler';
import { Speech } from './speech';

export interface AnswerVoiceParts {
  readonly clock: Clock;
  readonly scheduler: PlayoutScheduler;
  readonly tts: TtsRail;
}

export interface AnswerVoiceEvents extends PlayoutListener {
  /** Number for a speech; `first` when it is a new one and not the rest of one that was lost. */
  takeOrder(use: 'first' | 'again'): number;
  onSpeechAudio(samples: number): void;
  onSpeechLost(): void;
}

/** The voice of one turn: its text as speeches, one for each generation, and their audio in a row. */
export class AnswerVoice {
  private readonly playout: Playout;
  private readonly speeches: Speech[] = [];
  private current: Speech | undefined;

  public constructor(
    private readonly parts: AnswerVoiceParts,
    private readonly config: SessionConfig,
    private readonly traceparent: string,
    private readonly events: AnswerVoiceEvents,
  ) {
    const lead = config.playback.lead_ms;
    this.playout = new Playout(parts.clock, parts.scheduler, lead, events);
  }

  /** What is said is synthesized but not sent until `release`. */
  public hold(): void {
    this.playout.hold();
  }

  public release(): void {
    this.playout.release();
  }

  public pause(): void {
    this.playout.pause();
  }

  /** `onPosition` is told how much of the turn's audio is behind, before the rest follows. */
  public resume(onPosition: (offsetMs: number) => void): void {
    this.playout.resume((sample) => {
      onPosition(samplesToMs(sample, OUTPUT_SAMPLE_RATE_HZ));
    });
  }

  public say(text: string): void {
    this.current ??= this.open();
    this.current.say(text);
  }

  /** The text of the current speech is complete; what follows is another speech. */
  public endSpeech(): void {
    this.current?.end();
    this.current = undefined;
  }

  /** No more text will come: when all audio has been played, the voice is done. */
  public end(): void {
    this.endSpeech();
    this.playout.seal();
  }

  /** Nothing is sent or reported any more. */
  public stop(): void {
    this.playout.stop();
    for (const speech of this.speeches) speech.stop();
  }

  /** Another worker speaks what is left. */
  public restart(): void {
    for (const speech of this.speeches) {
      if (!speech.isOver) speech.restart(this.events.takeOrder('again'));
    }
  }

  public report(playedMs: number): void {
    this.playout.report(playedMs);
  }

  /** Synthesis may go on as far as playback has. */
  public renewCredit(): void {
    for (const speech of this.speeches) speech.renewCredit();
  }

  public get wasUsed(): boolean {
    return this.speeches.length > 0;
  }

  public get sentMs(): number {
    return this.playout.sentMs;
  }

  public get playedMs(): number {
    return this.playout.playedMs;
  }

  /** Characters of all that was said that have been heard, in whole words. */
  public get heard(): number {
    let before = 0;
    let heard = 0;
    for (const speech of this.speeches) {
      if (speech.heard > 0) heard = before + speech.heard;
      before += speech.length;
    }
    return heard;
  }

  /** What is known of how much has been heard when so much of the turn's audio has been played. */
  public get marks(): HeardMark[] {
    const marks: HeardMark[] = [];
    let before = 0;
    let startSample = 0;
    for (const speech of this.speeches) {
      startSample = speech.startSample ?? startSample;
      for (const { sample, characters } of speech.points) {
        const ms = Math.round(samplesToMs(startSample + sample, OUTPUT_SAMPLE_RATE_HZ));
        marks.push({ ms, characters: before + characters });
      }
      before += speech.length;
      startSample += speech.receivedSamples;
    }
    return marks;
  }

  private open(): Speech {
    const { voice, language } = this.config;
    const speech = new Speech(
      this.parts.tts,
      this.parts.clock,
      this.playout,
      () => this.events.takeOrder('again'),
      { voice, language, traceparent: this.traceparent },
      this.events,
    );
    this.speeches.push(speech);
    speech.start(this.events.takeOrder('first'));
    return speech;
  }
}
