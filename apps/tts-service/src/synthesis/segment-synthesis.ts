import type { Clock } from '@voxrail/clock';
import type { InferenceError, InferRequest, InferResult } from '@voxrail/inference';

import { Countdown } from './countdown';
import type { SegmentStream } from './segment-stream';
import { SpeechError } from './speech-error';
import type { ModelAudio } from './speech-model-protocol';
import { readModelAudio } from './speech-model-protocol';
import type { SynthesisLimits } from './synthesis-limits';

export interface SegmentSynthesisParts {
  readonly clock: Clock;
  readonly limits: SynthesisLimits;
  /** A stream for one attempt. */
  readonly takeStream: () => SegmentStream;
  readonly request: InferRequest;
  /** Audio beyond this is not the segment's any more. */
  readonly longestMs: number;
  /** Whether no audio at all may be what the text means. */
  readonly mayBeSilent: boolean;
}

/** Audio in order, then exactly one of `onComplete` and `onFailed`; nothing after `cancel`. */
export interface SegmentSynthesisEvents {
  onAudio(audio: ModelAudio): void;
  /** `cutShort`: the model went on and on, and was stopped. */
  onComplete(cutShort: boolean): void;
  onFailed(error: SpeechError): void;
}

/**
 * Speaks one segment: a request on a stream of its own, watched for silence and for running away, and
 * made once more when it fails before it gave any audio.
 */
export class SegmentSynthesis {
  private stream: SegmentStream | undefined;
  private receivedMs = 0;
  private retried = false;
  private over = false;
  private readonly silence: Countdown;
  private readonly retry: Countdown;

  public constructor(
    private readonly parts: SegmentSynthesisParts,
    private readonly events: SegmentSynthesisEvents,
  ) {
    this.silence = new Countdown(parts.clock, () => {
      this.attemptFailed(new SpeechError('model_silent'));
    });
    this.retry = new Countdown(parts.clock, () => {
      this.start();
    });
  }

  public start(): void {
    this.silence.restart(this.parts.limits.firstAudioMs);
    this.stream = this.parts.takeStream();
    this.stream.start(this.parts.request, {
      onResponse: (response) => {
        this.receive(response);
      },
      onError: (error) => {
        this.attemptFailed(meaningOf(error));
      },
      onEnd: () => {
        if (this.receivedMs > 0 || this.parts.mayBeSilent) this.complete(false);
        else this.attemptFailed(new SpeechError('no_audio'));
      },
    });
  }

  /** Stops the model. Harmless when repeated, or after the end. */
  public cancel(): void {
    this.over = true;
    this.silence.stop();
    this.retry.stop();
    this.stream?.cancel();
    this.stream = undefined;
  }

  private receive(response: InferResult): void {
    let audio: ModelAudio | undefined;
    try {
      audio = readModelAudio(response);
    } catch (cause) {
      this.attemptFailed(new SpeechError('model_failed', { cause }));
      return;
    }
    if (audio === undefined) return;
    this.silence.restart(this.parts.limits.chunkGapMs);
    const leftMs = this.parts.longestMs - this.receivedMs;
    const fitting = Math.floor((leftMs * audio.sampleRateHz) / 1000);
    this.receivedMs += (audio.samples.length * 1000) / audio.sampleRateHz;
    if (fitting > 0) this.events.onAudio({ ...audio, samples: audio.samples.subarray(0, fitting) });
    // The listener may have cancelled.
    if (!this.over && audio.samples.length > fitting) this.complete(true);
  }

  private complete(cutShort: boolean): void {
    if (this.over) return;
    this.cancel();
    this.events.onComplete(cutShort);
  }

  private attemptFailed(error: SpeechError): void {
    if (this.over) return;
    this.silence.stop();
    this.stream?.cancel();
    this.stream = undefined;
    if (error.retryable && !this.retried && this.receivedMs === 0) {
      this.retried = true;
      this.retry.restart(this.parts.limits.retryDelayMs);
      return;
    }
    this.over = true;
    this.events.onFailed(error);
  }
}

/** Statuses by which a server says that the request itself is wrong. */
const REFUSALS: ReadonlySet<string> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'UNIMPLEMENTED',
  'OUT_OF_RANGE',
]);

function meaningOf(cause: InferenceError): SpeechError {
  return new SpeechError(REFUSALS.has(cause.code) ? 'request_refused' : 'model_failed', { cause });
}
