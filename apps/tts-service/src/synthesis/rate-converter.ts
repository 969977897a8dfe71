import type { StreamingResampler } from '@voxrail/audio';
import { float32ToInt16 } from '@voxrail/audio';
import { OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

import type { ResamplerPool } from './resampler-pool';
import { SpeechError } from './speech-error';
import type { ModelAudio } from './speech-model-protocol';

export interface RateConverterEvents {
  /** PCM16 at the output rate, in order. */
  onPcm(pcm: Int16Array): void;
  /** After `end`: everything has been given. */
  onEnd(): void;
  onFailed(error: SpeechError): void;
}

/**
 * A speech's audio at the output rate, as one continuous stream over all of its segments: a resampler
 * that began anew with each of them would click.
 */
export class RateConverter {
  private fromHz: number | undefined;
  private received = 0;
  private resampler: StreamingResampler | undefined;
  /** What is to be done when the resampler has been loaded; undefined while it need not be waited for. */
  private waiting: (() => void)[] | undefined;
  private closed = false;

  public constructor(
    private readonly pool: ResamplerPool,
    private readonly events: RateConverterEvents,
  ) {}

  /** Output samples that the audio so far lasts; the filter may still hold the last 2 ms of them. */
  public get position(): number {
    if (this.fromHz === undefined) return 0;
    return Math.round((this.received * OUTPUT_SAMPLE_RATE_HZ) / this.fromHz);
  }

  /** Fails where the rate is not the one of the speech so far: then it is not the same model's. */
  public push(audio: ModelAudio): void {
    if (this.fromHz === undefined) this.begin(audio.sampleRateHz);
    if (this.fromHz !== audio.sampleRateHz) {
      const cause = new RangeError('the sample rate changed within a speech');
      this.events.onFailed(new SpeechError('model_failed', { cause }));
      return;
    }
    this.received += audio.samples.length;
    this.whenLoaded(() => {
      this.emit(this.resampler?.push(audio.samples) ?? audio.samples);
    });
  }

  /** No more audio comes. */
  public end(): void {
    this.whenLoaded(() => {
      if (this.resampler !== undefined) this.emit(this.resampler.end());
      if (!this.closed) this.events.onEnd();
    });
  }

  /** Nothing is given from here on. */
  public close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.resampler !== undefined) this.pool.give(this.resampler);
    this.resampler = undefined;
  }

  private begin(fromHz: number): void {
    this.fromHz = fromHz;
    if (fromHz === OUTPUT_SAMPLE_RATE_HZ) return;
    const taken = this.pool.take(fromHz);
    if (!(taken instanceof Promise)) {
      this.resampler = taken;
      return;
    }
    this.waiting = [];
    taken.then(
      (resampler) => {
        this.loaded(resampler);
      },
      (cause: unknown) => {
        if (!this.closed) this.events.onFailed(new SpeechError('model_failed', { cause }));
      },
    );
  }

  private loaded(resampler: StreamingResampler): void {
    if (this.closed) {
      this.pool.give(resampler);
      return;
    }
    this.resampler = resampler;
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const step of waiting) step();
  }

  private whenLoaded(step: () => void): void {
    if (this.closed) return;
    if (this.waiting === undefined) step();
    else this.waiting.push(step);
  }

  private emit(samples: Float32Array): void {
    if (!this.closed && samples.length > 0) this.events.onPcm(float32ToInt16(samples));
  }
}
