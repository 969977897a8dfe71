import { StreamingResampler } from '@voxrail/audio';
import { OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

/** Each holds 26 MB of address space, a tenth of it in memory; more are loaded when they are needed. */
const MAX_IDLE = 8;

/** Resamplers to the output rate that are loaded already, so that a speech's first audio need not wait. */
export class ResamplerPool {
  private idle: StreamingResampler[] = [];
  private closed = false;

  /** At once where one for this rate is idle, else as soon as one is loaded. */
  public take(fromHz: number): StreamingResampler | Promise<StreamingResampler> {
    const index = this.idle.findIndex((resampler) => resampler.fromHz === fromHz);
    return this.idle.splice(index, index === -1 ? 0 : 1)[0] ?? load(fromHz);
  }

  /** Takes back what was taken. */
  public give(resampler: StreamingResampler): void {
    if (this.closed || this.idle.length >= MAX_IDLE) {
      resampler.close();
      return;
    }
    resampler.reset();
    this.idle.push(resampler);
  }

  public close(): void {
    this.closed = true;
    for (const resampler of this.idle) resampler.close();
    this.idle = [];
  }
}

async function load(fromHz: number): Promise<StreamingResampler> {
  return StreamingResampler.open(fromHz, OUTPUT_SAMPLE_RATE_HZ);
}
