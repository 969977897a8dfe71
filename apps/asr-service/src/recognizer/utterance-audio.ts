const INITIAL_SAMPLES = 32_768;

/**
 * All audio of one utterance, kept until its final so that recognition can start again elsewhere.
 * It only grows and what is in it never changes: views of it stay valid.
 */
export class UtteranceAudio {
  private samples = new Int16Array(INITIAL_SAMPLES);
  private length = 0;

  /** @param firstSample absolute position of the utterance's first sample. */
  public constructor(public readonly firstSample: number) {}

  /** Absolute position after the last sample held. */
  public get endSample(): number {
    return this.firstSample + this.length;
  }

  public append(samples: Int16Array): void {
    const length = this.length + samples.length;
    if (length > this.samples.length) {
      const grown = new Int16Array(Math.max(length, 2 * this.samples.length));
      grown.set(this.samples.subarray(0, this.length));
      this.samples = grown;
    }
    this.samples.set(samples, this.length);
    this.length = length;
  }

  /** A view of the audio between two absolute positions within the utterance. */
  public between(fromSample: number, toSample: number): Int16Array {
    return this.samples.subarray(fromSample - this.firstSample, toSample - this.firstSample);
  }
}
