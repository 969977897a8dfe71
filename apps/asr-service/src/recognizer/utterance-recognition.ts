import type { Clock, Timer } from '@voxrail/clock';
import { INPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

import { PartialSchedule } from './partial-schedule';
import type { RecognizeAudio, Recognition } from './recognition';
import type { RecognitionPace } from './recognition-pace';
import { RecognizerError } from './recognizer-error';
import type { SequenceStep } from './recognizer-sequence';
import { RecognizerSequence } from './recognizer-sequence';
import { RETRY_DELAY_MS, RetryRules } from './retry-rules';
import { UtteranceAudio } from './utterance-audio';

export interface UtteranceOptions {
  /** Unique among everything that ever asks the same server. */
  readonly id: string;
  /** First sample of the utterance. */
  readonly prerollSample: number;
  /** First sample of speech in it. */
  readonly startSample: number;
  readonly traceparent: string;
  readonly pace: RecognitionPace;
}

/** Exactly one of `onFinal` and `onFailed` is called for an utterance that is not cancelled, and then nothing. */
export interface RecognitionListener {
  /** What has been recognized up to `endSample`; only before the end of the utterance is known. */
  onPartial(recognition: Recognition, endSample: number): void;
  /** What the final will be if no more is allowed; only before the end of the utterance is known. */
  onCandidate(recognition: Recognition): void;
  /** The candidate itself, within the call of `end`, where there is one. */
  onFinal(recognition: Recognition): void;
  onFailed(error: RecognizerError): void;
}

/** The text that is wanted of what has been allowed, besides the partial transcripts while it grows. */
export type WantedText = 'none' | 'partial' | 'candidate';

/** The text of all that has been allowed, should no more be. */
type Candidate =
  | { readonly kind: 'none' | 'wanted' | 'asked' }
  | { readonly kind: 'known'; readonly recognition: Recognition };

/** More audio than this is sent in several requests, so that none keeps a recognizer busy for long. */
const MAX_REQUEST_SAMPLES = msToSamples(2_000, INPUT_SAMPLE_RATE_HZ);

const NO_TEXT: Recognition = { text: '', confidence: 0, words: [] };

/**
 * Recognizes one utterance as a sequence of requests, one at a time; audio that arrives meanwhile goes
 * with the next one. After a failure the utterance is begun again with all of its audio (`RetryRules`).
 *
 * Which samples the recognizer has been given never depends on timing: only what lies before the
 * limit given to `allow` is sent, and the limit never passes the end that `end` names.
 */
export class UtteranceRecognition {
  private readonly audio: UtteranceAudio;
  private readonly partials: PartialSchedule;
  private readonly retries = new RetryRules();
  private sequence: RecognizerSequence;
  private attempt = 1;
  private retryTimer: Timer | null = null;
  private allowedSample: number;
  private sentSample: number;
  /** What is allowed has come to an end for now: speech pauses. */
  private paused = false;
  private candidate: Candidate = { kind: 'none' };
  private endSample: number | null = null;
  private endedAtMs = 0;
  private settled = false;

  public constructor(
    private readonly options: UtteranceOptions,
    private readonly recognize: RecognizeAudio,
    private readonly clock: Clock,
    private readonly listener: RecognitionListener,
  ) {
    this.audio = new UtteranceAudio(options.prerollSample);
    this.partials = new PartialSchedule(options.startSample, options.pace.partialEverySamples);
    this.allowedSample = options.prerollSample;
    this.sentSample = options.prerollSample;
    this.sequence = this.newSequence();
  }

  /** The utterance's next samples. They are not sent before `allow` or `end` covers them. */
  public append(samples: Int16Array): void {
    if (!this.settled && this.endSample === null) this.audio.append(samples);
  }

  /**
   * Everything before `sample` belongs to the utterance, whatever comes: it may be sent.
   * @param wanted a text to ask for as soon as the recognizer can be asked; once allowed more, it is
   *   no longer a candidate.
   */
  public allow(sample: number, wanted: WantedText = 'none'): void {
    if (this.settled || this.endSample !== null) return;
    this.paused = sample <= this.audio.endSample;
    this.extendTo(sample);
    switch (wanted) {
      case 'none':
        break;
      case 'partial':
        this.partials.hasten();
        break;
      case 'candidate':
        this.candidate = { kind: 'wanted' };
    }
    this.pump();
  }

  /** The utterance ends before `sample`, which is nowhere before what has been allowed. */
  public end(sample: number): void {
    if (this.settled || this.endSample !== null) return;
    this.extendTo(sample);
    this.endSample = this.allowedSample;
    this.endedAtMs = this.clock.nowMs();
    if (this.candidate.kind === 'known') this.finishWith(this.candidate.recognition);
    else this.pump();
  }

  /** Nothing is told any more, and the recognizer is freed as soon as it has answered what it was asked. */
  public cancel(): void {
    if (this.settled) return;
    this.settle();
    this.sequence.abandon();
  }

  /** A candidate was the text of less. */
  private extendTo(sample: number): void {
    const allowed = Math.min(sample, this.audio.endSample);
    if (allowed <= this.allowedSample) return;
    this.allowedSample = allowed;
    this.candidate = { kind: 'none' };
  }

  private pump(): void {
    if (this.settled || this.sequence.busy || this.retryTimer !== null) return;
    const toSample = Math.min(this.allowedSample, this.sentSample + MAX_REQUEST_SAMPLES);
    const next = this.nextStep(toSample);
    if (next === null) return;
    const step = { ...next, audio: this.audio.between(this.sentSample, toSample) };
    this.sentSample = toSample;
    if (step.decode !== 'no') this.partials.decodedAt(toSample);
    if (step.decode === 'final' && !step.end) this.candidate = { kind: 'asked' };
    this.sequence.ask(step).then(
      (recognition) => {
        this.receive(step, recognition ?? NO_TEXT, toSample);
      },
      (cause: unknown) => {
        this.retry(RecognizerError.from(cause));
      },
    );
  }

  /** What is asked about the audio up to `toSample`; null: it waits for more. */
  private nextStep(toSample: number): Pick<SequenceStep, 'decode' | 'end'> | null {
    if (toSample === this.endSample) return { decode: 'final', end: true };
    const candidateWanted = this.candidate.kind === 'wanted';
    if (candidateWanted && toSample === this.allowedSample) return { decode: 'final', end: false };
    const partialDue = this.endSample === null && !candidateWanted && this.partials.isDue(toSample);
    const { partialGatherSamples, gatherSamples } = this.options.pace;
    const newSamples = toSample - this.sentSample;
    const enough = this.paused ? 1 : partialDue ? partialGatherSamples : gatherSamples;
    return newSamples < enough ? null : { decode: partialDue ? 'running' : 'no', end: false };
  }

  private receive(step: SequenceStep, recognition: Recognition, toSample: number): void {
    if (this.settled) return;
    if (step.end) this.finishWith(recognition);
    else if (step.decode === 'final') this.receiveCandidate(recognition);
    else if (step.decode === 'running' && this.endSample === null) {
      this.listener.onPartial(recognition, toSample);
    }
    this.pump();
  }

  private receiveCandidate(recognition: Recognition): void {
    // More has been allowed since it was asked for.
    if (this.candidate.kind !== 'asked') return;
    if (this.endSample !== null) {
      this.finishWith(recognition);
      return;
    }
    this.candidate = { kind: 'known', recognition };
    this.listener.onCandidate(recognition);
  }

  private retry(error: RecognizerError): void {
    if (this.settled) return;
    const sinceEndMs = this.endSample === null ? null : this.clock.nowMs() - this.endedAtMs;
    if (!this.retries.mayTryAgain(error, sinceEndMs)) {
      this.settle();
      this.listener.onFailed(error);
      return;
    }
    if (this.candidate.kind === 'asked') this.candidate = { kind: 'wanted' };
    this.attempt += 1;
    this.sequence = this.newSequence();
    this.sentSample = this.options.prerollSample;
    this.retryTimer = this.clock.schedule(RETRY_DELAY_MS, () => {
      this.retryTimer = null;
      this.pump();
    });
  }

  private finishWith(recognition: Recognition): void {
    this.settle();
    this.sequence.abandon();
    this.listener.onFinal(recognition);
  }

  private settle(): void {
    this.settled = true;
    this.retryTimer?.cancel();
    this.retryTimer = null;
  }

  private newSequence(): RecognizerSequence {
    const { id, traceparent } = this.options;
    return new RecognizerSequence(`${id}.${this.attempt}`, traceparent, this.recognize);
  }
}
