import type { Clock, Timer } from '@voxrail/clock';
import { INPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

import { PartialSchedule } from './partial-schedule';
import type { RecognizeAudio, Recognition, SequenceRequest } from './recognition';
import { RecognizerError } from './recognizer-error';
import { UtteranceAudio } from './utterance-audio';

export interface UtteranceOptions {
  /** Unique among everything that ever asks the same server. */
  readonly id: string;
  /** First sample of the utterance. */
  readonly prerollSample: number;
  /** First sample of speech in it. */
  readonly startSample: number;
  readonly traceparent: string;
}

/** Exactly one of `onFinal` and `onFailed` is called for an utterance that is not cancelled, and then nothing. */
export interface RecognitionListener {
  /** What has been recognized up to `endSample`; only before the end of the utterance is known. */
  onPartial(recognition: Recognition, endSample: number): void;
  onFinal(recognition: Recognition): void;
  onFailed(error: RecognizerError): void;
}

/** More audio than this is sent in several requests, so that none keeps a recognizer busy for long. */
const MAX_REQUEST_SAMPLES = msToSamples(2_000, INPUT_SAMPLE_RATE_HZ);

/**
 * Audio that is gathered for one request while speech goes on: a request costs both ends a millisecond
 * or two, and a recognizer that has all but the last 100 ms finishes those in 10. In a pause nothing is
 * held back, so that nothing is left to send when the utterance ends.
 */
const GATHER_SAMPLES = msToSamples(96, INPUT_SAMPLE_RATE_HZ);

/** A recognizer needs a tenth of the audio's time; one that needs more than this has stopped. */
const REQUEST_DEADLINE_MS = 3_000;

/** For a place among the recognizer's sequences, or its server, to come back before the next attempt. */
const RETRY_DELAY_MS = 250;

/** A recognizer that fails on the same audio twice fails on it. */
const MAX_FAILURES = 2;

/** While somebody speaks there is time to wait for a free recognizer; after the end, only this much. */
const CAPACITY_PATIENCE_MS = 2_000;

/**
 * Recognizes one utterance as a sequence of requests, one at a time; audio that arrives meanwhile goes
 * with the next one. After a failure the utterance is begun again, once, with all of its audio; where
 * no recognizer was free, again until `CAPACITY_PATIENCE_MS` after the end of the utterance.
 *
 * Which samples the recognizer has been given never depends on timing: only what lies before the
 * limit given to `allow` is sent, and the limit never passes the end that `end` names.
 */
export class UtteranceRecognition {
  private readonly audio: UtteranceAudio;
  private readonly partials: PartialSchedule;
  private allowedSample: number;
  /** What is allowed has come to an end for now: speech pauses. */
  private paused = false;
  private endSample: number | null = null;
  private sentSample: number;
  private endedAtMs = 0;
  private attempt = 1;
  private failures = 0;
  private begun = false;
  private requestUnderWay = false;
  private retryTimer: Timer | null = null;
  private settled = false;

  public constructor(
    private readonly options: UtteranceOptions,
    private readonly recognize: RecognizeAudio,
    private readonly clock: Clock,
    private readonly listener: RecognitionListener,
  ) {
    this.audio = new UtteranceAudio(options.prerollSample);
    this.partials = new PartialSchedule(options.startSample);
    this.allowedSample = options.prerollSample;
    this.sentSample = options.prerollSample;
  }

  /** The utterance's next samples. They are not sent before `allow` or `end` covers them. */
  public append(samples: Int16Array): void {
    if (!this.settled && this.endSample === null) this.audio.append(samples);
  }

  /** Everything before `sample` belongs to the utterance, whatever comes: it may be sent. */
  public allow(sample: number): void {
    if (this.endSample !== null) return;
    this.paused = sample <= this.audio.endSample;
    this.allowedSample = Math.max(this.allowedSample, Math.min(sample, this.audio.endSample));
    this.pump();
  }

  /** The utterance ends before `sample`, which is nowhere before what has been allowed. */
  public end(sample: number): void {
    if (this.endSample !== null) return;
    this.endSample = Math.max(this.allowedSample, Math.min(sample, this.audio.endSample));
    this.allowedSample = this.endSample;
    this.endedAtMs = this.clock.nowMs();
    this.pump();
  }

  /** Nothing is told any more, and the recognizer is freed as soon as it has answered what it was asked. */
  public cancel(): void {
    if (this.settled) return;
    this.settle();
    if (!this.requestUnderWay) this.abandonSequence();
  }

  private pump(): void {
    if (this.settled || this.requestUnderWay || this.retryTimer !== null) return;
    const toSample = Math.min(this.allowedSample, this.sentSample + MAX_REQUEST_SAMPLES);
    const end = toSample === this.endSample;
    if (!end && !this.isWorthSending(toSample)) return;
    const request: SequenceRequest = {
      sequenceId: this.sequenceId(),
      start: !this.begun,
      end,
      decode: end ? 'final' : this.takePartial(toSample) ? 'running' : 'no',
      audio: this.audio.between(this.sentSample, toSample),
    };
    this.begun = true;
    this.sentSample = toSample;
    this.send(request, toSample);
  }

  private isWorthSending(toSample: number): boolean {
    if (toSample === this.sentSample) return false;
    return this.paused || toSample - this.sentSample >= GATHER_SAMPLES;
  }

  private takePartial(toSample: number): boolean {
    if (this.endSample !== null || !this.partials.isDue(toSample)) return false;
    this.partials.decodedAt(toSample);
    return true;
  }

  private send(request: SequenceRequest, toSample: number): void {
    this.requestUnderWay = true;
    this.recognize(request, this.callOptions()).then(
      (recognition) => {
        this.requestUnderWay = false;
        this.receive(request, recognition, toSample);
      },
      (cause: unknown) => {
        this.requestUnderWay = false;
        const error = RecognizerError.from(cause);
        // Refused at its start: there is no sequence that would have to be ended.
        if (request.start && error.code === 'capacity') this.begun = false;
        this.retry(error);
      },
    );
  }

  private receive(
    request: SequenceRequest,
    recognition: Recognition | null,
    toSample: number,
  ): void {
    if (this.settled) {
      if (!request.end) this.abandonSequence();
      return;
    }
    if (request.end) {
      this.settle();
      this.listener.onFinal(recognition ?? { text: '', confidence: 0, words: [] });
      return;
    }
    if (recognition !== null && this.endSample === null) {
      this.listener.onPartial(recognition, toSample);
    }
    this.pump();
  }

  private retry(error: RecognizerError): void {
    this.abandonSequence();
    if (this.settled) return;
    if (!this.mayTryAgain(error)) {
      this.settle();
      this.listener.onFailed(error);
      return;
    }
    this.attempt += 1;
    this.sentSample = this.options.prerollSample;
    this.retryTimer = this.clock.schedule(RETRY_DELAY_MS, () => {
      this.retryTimer = null;
      this.pump();
    });
  }

  private mayTryAgain(error: RecognizerError): boolean {
    switch (error.code) {
      case 'capacity':
        return (
          this.endSample === null || this.clock.nowMs() - this.endedAtMs < CAPACITY_PATIENCE_MS
        );
      case 'asr_failed':
        this.failures += 1;
        return this.failures < MAX_FAILURES;
    }
  }

  private settle(): void {
    this.settled = true;
    this.retryTimer?.cancel();
    this.retryTimer = null;
  }

  /** Without this the server would keep the recognizer until the sequence has been idle for too long. */
  private abandonSequence(): void {
    if (!this.begun) return;
    this.begun = false;
    const end: SequenceRequest = {
      sequenceId: this.sequenceId(),
      start: false,
      end: true,
      decode: 'no',
      audio: new Int16Array(0),
    };
    // A sequence that the server does not know is what was wanted.
    this.recognize(end, this.callOptions()).catch(() => undefined);
  }

  private callOptions(): { readonly deadlineMs: number; readonly traceparent: string } {
    return { deadlineMs: REQUEST_DEADLINE_MS, traceparent: this.options.traceparent };
  }

  private sequenceId(): string {
    return `${this.options.id}.${this.attempt}`;
  }
}
