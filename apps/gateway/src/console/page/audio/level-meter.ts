/** Samples looked at: 32 ms of a 16 kHz microphone. */
const WINDOW_SAMPLES = 512;

/** Quieter than this is drawn as silence. */
const FLOOR_DB = -54;

/** How loud a node is right now. */
export class LevelMeter {
  private readonly analyser: AnalyserNode;
  private readonly samples = new Float32Array(WINDOW_SAMPLES);

  public constructor(context: BaseAudioContext, source: AudioNode) {
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = WINDOW_SAMPLES;
    source.connect(this.analyser);
  }

  /** Largest amplitude of the latest samples, 0 to 1. */
  public peak(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let peak = 0;
    for (const sample of this.samples) peak = Math.max(peak, Math.abs(sample));
    return peak;
  }

  /** Loudness from 0 (silence) to 1 (full scale), even to the ear: linear in decibels. */
  public level(): number {
    const peak = this.peak();
    if (peak === 0) return 0;
    return Math.max(0, Math.min(1, 1 - (20 * Math.log10(peak)) / FLOOR_DB));
  }
}
