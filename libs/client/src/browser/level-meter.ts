/** Samples looked at: 32 ms of a 16 kHz microphone. */
const WINDOW_SAMPLES = 512;

/** Loudness (RMS) that is drawn as silence, and as full: speech lies in between. */
const FLOOR_DB = -50;
const FULL_DB = -10;

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

  /** Loudness from 0 (silence) to 1 (loud speech), even to the ear: linear in decibels. */
  public level(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let energy = 0;
    for (const sample of this.samples) energy += sample * sample;
    if (energy === 0) return 0;
    const loudnessDb = 10 * Math.log10(energy / this.samples.length);
    return Math.max(0, Math.min(1, (loudnessDb - FLOOR_DB) / (FULL_DB - FLOOR_DB)));
  }
}
