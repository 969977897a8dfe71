/** Cuts a stream of float samples into PCM16 frames of one length. */
export class FrameGatherer {
  private frame: Int16Array;
  private filled = 0;

  public constructor(
    private readonly frameSamples: number,
    private readonly emit: (frame: Int16Array) => void,
  ) {
    this.frame = new Int16Array(frameSamples);
  }

  public push(samples: Float32Array): void {
    for (const sample of samples) {
      const clipped = Math.max(-1, Math.min(1, sample));
      this.frame[this.filled] = Math.round(clipped * 32_767);
      this.filled += 1;
      if (this.filled < this.frameSamples) continue;
      this.emit(this.frame);
      // A new one each time: its receiver keeps it.
      this.frame = new Int16Array(this.frameSamples);
      this.filled = 0;
    }
  }
}
