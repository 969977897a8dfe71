import type { Clock } from '@voxrail/clock';
import type { TtsAlignment, TtsFailed } from '@voxrail/contracts';
import { BYTES_PER_SAMPLE, msToSamples, OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

import type { SpeechListener, TtsRail } from '../../rails/tts-rail';
import { Deadline } from '../deadline';
import { heardCharacters } from '../history/heard-words';
import type { SpokenPoint } from '../history/speech-alignment';
import { SpeechAlignment } from '../history/speech-alignment';
import type { Playout } from '../playout/playout';
import { TURN_DEADLINES_MS } from '../turn/turn-deadlines';

export interface SpeechEvents {
  onSpeechAudio(samples: number): void;
  /** No more audio will come of it; what has come is still played. */
  onSpeechLost(): void;
}

export interface SpeechVoice {
  readonly voice: string;
  readonly language: string;
  readonly traceparent: string;
}

/** How far synthesis may be ahead of playback. */
const CREDIT_SAMPLES = msToSamples(10_000, OUTPUT_SAMPLE_RATE_HZ);

/** Credit goes out in steps, not with every chunk. */
const CREDIT_STEP_SAMPLES = msToSamples(1_000, OUTPUT_SAMPLE_RATE_HZ);

/** A worker that ignores its credit is cut off here, so that the buffer stays bounded. */
const MAX_QUEUED_SAMPLES = 2 * CREDIT_SAMPLES;

/** Text to speak in one go, and its audio on the way to playout; goes on elsewhere when a worker is lost. */
export class Speech implements SpeechListener {
  private text = '';
  private order: number | undefined;
  private textEnded = false;
  private complete = false;
  private retried = false;
  private creditSamples = 0;
  /** Characters and samples that earlier orders of this speech have covered. */
  private textBase = 0;
  private sampleBase = 0;
  private readonly alignment = new SpeechAlignment();
  private readonly track;
  private readonly silence: Deadline;

  public constructor(
    private readonly tts: TtsRail,
    clock: Clock,
    private readonly playout: Playout,
    private readonly nextOrder: () => number,
    private readonly voice: SpeechVoice,
    private readonly events: SpeechEvents,
  ) {
    this.track = playout.addTrack();
    this.silence = new Deadline(clock, () => {
      this.silenceIsOver();
    });
  }

  /** Opens the speech; its text follows in the same tick, so that no worker waits for it. */
  public start(order: number): void {
    this.order = order;
    this.creditSamples = this.creditFromHere();
    this.silence.arm(TURN_DEADLINES_MS.speechSilence);
    const start = {
      ...this.voice,
      creditSamples: this.creditSamples - this.sampleBase,
      deadlineMs: TURN_DEADLINES_MS.speechInput,
    };
    this.tts.start(order, start, this);
  }

  public say(text: string): void {
    const offset = this.text.length;
    this.text += text;
    if (this.order !== undefined) this.tts.text(this.order, offset - this.textBase, text);
  }

  public end(): void {
    if (this.textEnded) return;
    this.textEnded = true;
    if (this.order === undefined) return;
    this.silence.arm(TURN_DEADLINES_MS.speechSilence);
    this.tts.textEnd(this.order, this.text.length - this.textBase);
  }

  /** Another worker speaks what follows the last sample that came. */
  public restart(order: number): void {
    this.stopOrder();
    const spoken = this.alignment.charactersAt(this.track.receivedSamples);
    this.textBase = heardCharacters(this.text, spoken);
    this.sampleBase = this.track.receivedSamples;
    this.alignment.rebase(this.textBase, this.sampleBase);
    this.start(order);
    const rest = this.text.slice(this.textBase);
    if (rest !== '') this.tts.text(order, 0, rest);
    if (this.textEnded) this.tts.textEnd(order, rest.length);
  }

  /** All audio that will come has come. */
  public get isOver(): boolean {
    return this.track.closed;
  }

  /** Nothing of it is delivered any more. */
  public stop(): void {
    this.stopOrder();
    this.silence.clear();
  }

  /** Playback has moved on: synthesis may too. */
  public renewCredit(): void {
    if (this.order === undefined) return;
    const credit = this.creditFromHere();
    if (credit - this.creditSamples < CREDIT_STEP_SAMPLES) return;
    this.creditSamples = credit;
    this.tts.credit(this.order, credit - this.sampleBase);
  }

  /** Characters of the speech's text that have been heard, in whole words. */
  public get heard(): number {
    const played = this.playout.playedOf(this.track);
    if (this.complete && played >= this.track.receivedSamples) return this.text.length;
    return heardCharacters(this.text, this.alignment.charactersAt(played));
  }

  public get length(): number {
    return this.text.length;
  }

  /** Where it begins in the turn's audio, once it is being sent. */
  public get startSample(): number | undefined {
    return this.track.startSample;
  }

  public get receivedSamples(): number {
    return this.track.receivedSamples;
  }

  /** What is known of which of its samples speak which of its characters. */
  public get points(): SpokenPoint[] {
    const { points } = this.alignment;
    if (!this.complete) return points;
    return [...points, { sample: this.track.receivedSamples, characters: this.text.length }];
  }

  public onAudio(pcm: Uint8Array): void {
    const samples = Math.floor(pcm.byteLength / BYTES_PER_SAMPLE);
    if (samples === 0 || this.track.queuedSamples + samples > MAX_QUEUED_SAMPLES) return;
    this.silence.extend();
    // The payload is a view into what was read from the socket.
    this.track.push(new Uint8Array(pcm.subarray(0, samples * BYTES_PER_SAMPLE)));
    this.events.onSpeechAudio(samples);
    this.playout.pump();
  }

  public onAlignment(alignment: TtsAlignment): void {
    this.alignment.add(alignment);
  }

  public onSpoken(): void {
    this.complete = true;
    this.finish();
  }

  public onSpeechFailed(failure: TtsFailed): void {
    if (failure.retryable && !this.retried) {
      this.retried = true;
      this.restart(this.nextOrder());
      return;
    }
    this.lose();
  }

  private silenceIsOver(): void {
    // Until its text has ended, a quiet speech waits for the model; without credit, for playback.
    const waitsForOthers = !this.textEnded && this.track.receivedSamples > 0;
    const outOfCredit = this.track.receivedSamples + CREDIT_STEP_SAMPLES >= this.creditSamples;
    if (waitsForOthers || outOfCredit) this.silence.arm(TURN_DEADLINES_MS.speechSilence);
    else this.lose();
  }

  private lose(): void {
    this.stop();
    this.events.onSpeechLost();
    this.finish();
  }

  private finish(): void {
    this.stop();
    this.track.close();
    this.playout.pump();
  }

  private creditFromHere(): number {
    return Math.max(this.sampleBase, this.playout.playedOf(this.track)) + CREDIT_SAMPLES;
  }

  private stopOrder(): void {
    if (this.order !== undefined) this.tts.stop(this.order);
    this.order = undefined;
  }
}
