/** 10 ms at 16 kHz. */
const FRAME_SAMPLES = 160;

export const FRAMES_PER_SECOND = 100;

/** RMS of the 16-bit samples; a quiet room lies far below, speech far above. */
const VOICED_RMS = 300;

export interface Frame {
  readonly index: number;
  readonly voiced: boolean;
  /** Loudness in steps of 3 dB, so that the same sound through a resampler mostly counts the same. */
  readonly level: number;
}

/** Cuts sound into frames of 10 ms, whatever the chunks it comes in. */
export class VoicedFrames {
  private energy = 0;
  private filled = 0;
  private index = 0;

  public push(samples: Int16Array, onFrame: (frame: Frame) => void): void {
    for (const sample of samples) {
      this.energy += sample * sample;
      this.filled += 1;
      if (this.filled === FRAME_SAMPLES) onFrame(this.next());
    }
  }

  private next(): Frame {
    const rms = Math.sqrt(this.energy / FRAME_SAMPLES);
    const frame = {
      index: this.index,
      voiced: rms >= VOICED_RMS,
      level: Math.round(2 * Math.log2(rms + 1)),
    };
    this.index += 1;
    this.energy = 0;
    this.filled = 0;
    return frame;
  }
}
