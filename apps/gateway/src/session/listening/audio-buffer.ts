import { BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

export interface BufferedAudio {
  /** Absolute position of the first sample. */
  readonly firstSample: number;
  readonly pcm: Uint8Array;
}

/** Design document 6.3. */
const LIVE_MS = 5_000;

/**
 * The client's latest audio, for a recognizer that has to start over: 5 s of it, or the whole
 * utterance while one is held, never more than `maxHeldMs`. The oldest goes first.
 */
export class AudioBuffer {
  private readonly chunks: BufferedAudio[] = [];
  private heldFrom: number | undefined;
  private end = 0;
  private readonly liveSamples = msToSamples(LIVE_MS, INPUT_SAMPLE_RATE_HZ);
  private maxHeldSamples = 0;

  public constructor(maxHeldMs: number) {
    this.limit(maxHeldMs);
  }

  /** Sets the bound of what is held. */
  public limit(maxHeldMs: number): void {
    this.maxHeldSamples = msToSamples(maxHeldMs, INPUT_SAMPLE_RATE_HZ);
  }

  /** Position after the last sample. */
  public get endSample(): number {
    return this.end;
  }

  /** Appends a copy of `pcm`, which may be a view into a larger message. */
  public push(pcm: Uint8Array): void {
    this.chunks.push({ firstSample: this.end, pcm: new Uint8Array(pcm) });
    this.end += pcm.byteLength / BYTES_PER_SAMPLE;
    this.trim();
  }

  /** Keeps everything from `sample` on until `release`. */
  public hold(sample: number): void {
    this.heldFrom = Math.min(this.heldFrom ?? sample, sample);
  }

  public release(): void {
    this.heldFrom = undefined;
    this.trim();
  }

  /** What is left of the audio from `sample` on, cut to the sample, in order. */
  public from(sample: number): BufferedAudio[] {
    return this.chunks.flatMap((chunk) => {
      const skip = Math.max(0, sample - chunk.firstSample) * BYTES_PER_SAMPLE;
      if (skip >= chunk.pcm.byteLength) return [];
      return [
        {
          firstSample: chunk.firstSample + skip / BYTES_PER_SAMPLE,
          pcm: chunk.pcm.subarray(skip),
        },
      ];
    });
  }

  private trim(): void {
    const live = this.end - this.liveSamples;
    const wanted = this.heldFrom === undefined ? live : Math.min(live, this.heldFrom);
    const keepFrom = Math.max(wanted, this.end - this.maxHeldSamples);
    let gone = 0;
    for (const chunk of this.chunks) {
      if (chunk.firstSample + chunk.pcm.byteLength / BYTES_PER_SAMPLE > keepFrom) break;
      gone += 1;
    }
    if (gone > 0) this.chunks.splice(0, gone);
  }
}
