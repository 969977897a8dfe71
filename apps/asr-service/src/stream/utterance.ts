import type { Clock } from '@voxrail/clock';
import { FrameKind } from '@voxrail/contracts';

import type { RecognizeAudio, Recognition } from '../recognizer/recognition';
import { UtteranceRecognition } from '../recognizer/utterance-recognition';
import type { RecognizerError } from '../recognizer/recognizer-error';
import type { EmitListeningEvent, ListeningObserver } from './listening-events';

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
}

/** One utterance and what the gateway is told of its text: partials, then exactly one final or failure. */
export class Utterance {
  private readonly recognition: UtteranceRecognition;
  private revision = 0;
  private textShown = false;
  private endSample: number;
  private endedAtMs: number | null = null;

  public constructor(
    private readonly start: UtteranceStart,
    private readonly parts: UtteranceParts,
  ) {
    this.endSample = start.startSample;
    this.recognition = new UtteranceRecognition(start, parts.recognize, parts.clock, {
      onPartial: (recognition, endSample) => {
        this.tellPartial(recognition, endSample);
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

  /** Whatever comes, everything before `sample` belongs to the utterance. */
  public belongsUpTo(sample: number): void {
    this.recognition.allow(sample);
  }

  /** @param endSample end of the last voiced window. @param rangeEnd first sample that is not recognized. */
  public end(endSample: number, rangeEnd: number, atMs: number): void {
    this.endSample = endSample;
    this.endedAtMs = atMs;
    this.recognition.end(rangeEnd);
  }

  /** Ends it as failed for a reason outside recognition. */
  public fail(error: RecognizerError): void {
    this.recognition.cancel();
    this.tellFailed(error);
  }

  /** Nothing is told of it any more. */
  public cancel(): void {
    this.recognition.cancel();
  }

  private tellPartial(recognition: Recognition, endSample: number): void {
    if (recognition.text === '' && !this.textShown) return;
    this.textShown = true;
    this.parts.emit(FrameKind.ASR_PARTIAL, endSample, {
      utterance: this.start.number,
      atMs: this.parts.clock.nowMs(),
      revision: this.revision++,
      text: recognition.text,
      endSample,
    });
  }

  private tellFinal(recognition: Recognition): void {
    const nowMs = this.parts.clock.nowMs();
    const decodeMs = nowMs - (this.endedAtMs ?? nowMs);
    this.parts.observer.finalized(decodeMs);
    this.parts.emit(FrameKind.ASR_FINAL, this.endSample, {
      utterance: this.start.number,
      atMs: nowMs,
      revision: this.revision,
      text: recognition.text,
      confidence: recognition.confidence,
      words: [...recognition.words],
      endSample: this.endSample,
      decodeMs,
    });
    this.parts.onSettled(this);
  }

  private tellFailed(error: RecognizerError): void {
    this.parts.observer.failed(error, this.start.number);
    this.parts.emit(FrameKind.ASR_FAILED, this.endSample, {
      utterance: this.start.number,
      code: error.code,
      message: error.message,
      retryable: error.retryable,
      fatal: false,
    });
    this.parts.onSettled(this);
  }
}
