/** One buffer of the library: the first samples leave as soon as there are any. */
const FIRST_CHUNK_SAMPLES = 1;

/** 200 ms at 22.05 kHz. Longer ones would save nothing; every message costs the same few microseconds. */
const LARGEST_CHUNK_SAMPLES = 4_410;

/** Gathers samples into chunks, the first small for its latency, the later ones larger to be fewer. */
export class ChunkGrowth {
  private pending: Float32Array[] = [];
  private pendingSamples = 0;
  private thresholdSamples = FIRST_CHUNK_SAMPLES;

  public constructor(private readonly onChunk: (samples: Float32Array) => void) {}

  public push(samples: Float32Array): void {
    this.pending.push(samples);
    this.pendingSamples += samples.length;
    if (this.pendingSamples >= this.thresholdSamples) this.flush();
  }

  /** Gives what is left. */
  public flush(): void {
    if (this.pendingSamples === 0) return;
    const chunk = new Float32Array(this.pendingSamples);
    let at = 0;
    for (const part of this.pending) {
      chunk.set(part, at);
      at += part.length;
    }
    this.pending = [];
    this.pendingSamples = 0;
    this.thresholdSamples = Math.min(chunk.length * 2, LARGEST_CHUNK_SAMPLES);
    this.onChunk(chunk);
  }
}
