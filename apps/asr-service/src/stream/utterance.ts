import type { Clock } from '@voxrail/clock';
import { FrameKind } from '@voxrail/contracts';

import type { RecognizeAudio, Recognition } from '../recognizer/recognition';
import { recognitionPace } from '../recognizer/recognition-pace';
import type { WantedText } from '../recognizer/utterance-recognition';
import { UtteranceRecognition } from '../recognizer/utterance-recognition';
import type { RecognizerError } from '../recognizer/recognizer-error';
import type { EmitListeningEvent, ListeningObserver } from './listening-events';
import type { ListeningRules } from './listening-rules';
import { candidateWindows } from './listening-rules';
import { rangeEndSample, tailSamples } from './utterance-range';
import type { DecodeTiming } from './utterance-text';
import { UtteranceText } from './utterance-text';

export interface UtteranceParts {
  readonly clock: Clock;
  readonly recognize: RecognizeAudio;
  readonly emit: EmitListeningEvent;
  readonly observer: ListeningObserver;
  /** Called once the final or the failure is out. */
  readonly onSettled: (utterance: Utterance) => void;
}

export interface UtteranceStart {
  /** Unique among all utterances of all workers. */
  readonly id: string;
  readonly number: number;
  readonly startSample: number;
  readonly prerollSample: number;
  readonly traceparent: string;
  /** Those of its start hold for its tail and its speculation to its end. */
  readonly rules: ListeningRules;
}

/**
 * One utterance and what the gateway is told of its text: partials, with speculation a candidate in each
 * pause, then exactly one final or failure.
 */
export class Utterance {
  private readonly recognition: UtteranceRecognition;
  private readonly text: UtteranceText;
  private readonly tail: number;
  /** Silence, in samples, after which a candidate is made. */
  private readonly candidateAfter: number | null;
  private candidateDueAtMs = 0;
  private candidate: Recognition | null = null;
  private voicedEndSample: number;
  private silentSamples = 0;
  private endedAtMs = 0;
  private settled = false;

  public constructor(
    private readonly start: UtteranceStart,
    private readonly parts: UtteranceParts,
  ) {
    const { rules, number } = start;
    this.text = new UtteranceText(number, rules.speculate, parts);
    this.tail = tailSamples(rules);
    this.candidateAfter = candidateWindows(rules) === null ? null : this.tail;
    this.voicedEndSample = start.startSample;
    const options = { ...start, pace: recognitionPace(rules.speculate) };
    this.recognition = new UtteranceRecognition(options, parts.recognize, parts.clock, {
      onPartial: (recognition, endSample) => {
        this.text.partial(recognition, endSample, this.isPausing);
      },
      onCandidate: (recognition) => {
        this.tellCandidate(recognition);
      },
      onFinal: (recognition) => {
        this.tellFinal(recognition);
      },
      onFailed: (error) => {
        this.tellFailed(error);
      },
    });
  }

  public get number(): number {
    return this.start.number;
  }

  public hear(samples: Int16Array): void {
    this.recognition.append(samples);
  }

  /**
   * It goes on with what has been heard: what is certain to belong to it may be recognized.
   * @param voicedEndSample end of the last voiced window. @param heardSample end of the last window.
   */
  public goOn(voicedEndSample: number, heardSample: number): void {
    if (this.settled) return;
    const wasPausing = this.isPausing;
    this.voicedEndSample = voicedEndSample;
    this.silentSamples = heardSample - voicedEndSample;
    const pauseBegins = this.isPausing && !wasPausing;
    if (pauseBegins) this.text.pauseBegins(voicedEndSample);
    let wanted: WantedText = pauseBegins ? 'partial' : 'none';
    if (this.silentSamples === this.candidateAfter) {
      wanted = 'candidate';
      this.candidateDueAtMs = this.parts.clock.nowMs();
    }
    this.recognition.allow(voicedEndSample + this.tail, wanted);
  }

  /**
   * @param voicedEndSample end of the last voiced window. @param heardSample end of the window at which
   *   the end was decided.
   * @returns the first sample that does not belong to it.
   */
  public end(voicedEndSample: number, heardSample: number, atMs: number): number {
    this.voicedEndSample = voicedEndSample;
    this.endedAtMs = atMs;
    const rangeEnd = rangeEndSample(voicedEndSample, this.tail, heardSample);
    this.recognition.end(rangeEnd);
    return rangeEnd;
  }

  /** Ends it as failed for a reason outside recognition. False: it has had its outcome. */
  public fail(error: RecognizerError): boolean {
    if (this.settled) return false;
    this.recognition.cancel();
    this.tellFailed(error);
    return true;
  }

  /** Nothing is told of it any more. */
  public cancel(): void {
    this.recognition.cancel();
  }

  private get isPausing(): boolean {
    return this.start.rules.speculate && this.silentSamples > 0;
  }

  private tellCandidate(recognition: Recognition): void {
    this.candidate = recognition;
    const { voicedEndSample, tail } = this;
    const timing = this.timingSince(this.candidateDueAtMs);
    this.text.candidate(recognition, voicedEndSample + tail, voicedEndSample, timing);
  }

  private tellFinal(recognition: Recognition): void {
    this.settled = true;
    const timing = this.timingSince(this.endedAtMs);
    // The candidate was there before the end.
    const decodeMs = recognition === this.candidate ? 0 : timing.decodeMs;
    this.parts.observer.finalized(decodeMs);
    this.text.final(recognition, this.voicedEndSample, { ...timing, decodeMs });
    this.parts.onSettled(this);
  }

  private timingSince(sinceMs: number): DecodeTiming {
    const atMs = this.parts.clock.nowMs();
    return { atMs, decodeMs: atMs - sinceMs };
  }

  private tellFailed(error: RecognizerError): void {
    this.settled = true;
    this.parts.observer.failed(error, this.start.number);
    this.parts.emit(FrameKind.ASR_FAILED, this.voicedEndSample, {
      utterance: this.start.number,
      code: error.code,
      message: error.message,
      retryable: error.retryable,
      fatal: false,
    });
    this.parts.onSettled(this);
  }
}
