/** Zero crossings of the kernel on each side; 16 keep aliases of speech below −60 dB. */
const ZERO_CROSSINGS = 16;

/** Steps of the kernel table between two zero crossings; in between it is interpolated. */
const TABLE_STEPS = 256;

/** The pass band ends a little below half the lower rate, where the filter's slope begins. */
const ROLL_OFF = 0.94;

/**
 * Lowers the sample rate of a stream with a windowed-sinc filter. Used where the browser cannot
 * capture at the wanted rate itself. Delays by the half width of its kernel (about a millisecond).
 */
export class SincResampler {
  private readonly step: number;
  private readonly cutoff: number;
  private readonly halfWidth: number;
  private readonly kernel: Float32Array;
  private history: Float32Array;
  /** Where the next output sample lies, in input samples from the start of `history`. */
  private position: number;

  public constructor(fromHz: number, toHz: number) {
    this.step = fromHz / toHz;
    this.cutoff = Math.min(1, toHz / fromHz) * ROLL_OFF;
    this.halfWidth = Math.ceil(ZERO_CROSSINGS / this.cutoff);
    this.kernel = sincTable();
    this.history = new Float32Array(this.halfWidth);
    this.position = this.halfWidth;
  }

  /** As many output samples as the input so far allows; the filter's state is kept between calls. */
  public push(input: Float32Array): Float32Array {
    const samples = new Float32Array(this.history.length + input.length);
    samples.set(this.history);
    samples.set(input, this.history.length);
    const last = samples.length - this.halfWidth - 1;
    const output = new Float32Array(Math.max(0, Math.ceil((last - this.position) / this.step)));
    for (let i = 0; i < output.length; i += 1) {
      output[i] = this.filterAt(samples, this.position);
      this.position += this.step;
    }
    const keepFrom = Math.max(0, Math.floor(this.position) - this.halfWidth);
    this.history = samples.slice(keepFrom);
    this.position -= keepFrom;
    return output;
  }

  private filterAt(samples: Float32Array, position: number): number {
    const from = Math.max(0, Math.ceil(position - this.halfWidth));
    const to = Math.min(samples.length - 1, Math.floor(position + this.halfWidth));
    let sum = 0;
    for (let i = from; i <= to; i += 1) {
      sum += (samples[i] ?? 0) * this.kernelAt(Math.abs(i - position) * this.cutoff);
    }
    return sum * this.cutoff;
  }

  private kernelAt(distance: number): number {
    const at = distance * TABLE_STEPS;
    const index = Math.floor(at);
    const low = this.kernel[index] ?? 0;
    const high = this.kernel[index + 1] ?? 0;
    return low + (high - low) * (at - index);
  }
}

/** One side of the sinc function under a Blackman window. */
function sincTable(): Float32Array {
  const length = ZERO_CROSSINGS * TABLE_STEPS;
  return Float32Array.from({ length: length + 1 }, (_, i) => {
    const x = (Math.PI * i) / TABLE_STEPS;
    const phase = (Math.PI * i) / length;
    const window = 0.42 + 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase);
    return (i === 0 ? 1 : Math.sin(x) / x) * window;
  });
}
