import { alloc, free, view } from 'koffi';

import type { Address, SphinxLibrary } from './sphinx-library';

/** One hop of the analysis at 16 kHz: 10 ms. */
export const FRAME_SAMPLES = 160;

export const FRAMES_PER_SECOND = 100;

/**
 * Sound to cepstra, one for every 10 ms. It takes samples in blocks of one frame whatever the
 * chunks they come in, so that the cepstra are a function of the sound alone; less than a frame
 * waits for the rest of it.
 */
export class FrontEnd {
  private readonly samples: Address;
  private readonly sampleMemory: Int16Array;
  private readonly cepstrum: Address;
  private readonly cepstrumMemory: Float32Array;
  private readonly samplePointer = new BigUint64Array(1);
  private readonly sampleCount = new BigUint64Array(1);
  private readonly frames: BigUint64Array;
  private readonly frameCount = new Int32Array(1);
  private filled = 0;

  public constructor(
    private readonly library: SphinxLibrary,
    private readonly frontEnd: Address,
    width: number,
  ) {
    this.samples = alloc('int16_t', FRAME_SAMPLES) as Address;
    this.sampleMemory = new Int16Array(view(this.samples, FRAME_SAMPLES * 2));
    this.cepstrum = alloc('float', width) as Address;
    this.cepstrumMemory = new Float32Array(view(this.cepstrum, width * 4));
    this.frames = BigUint64Array.of(this.cepstrum);
  }

  /** Forgets what came before, the noise it has learned included. */
  public begin(): void {
    this.filled = 0;
    this.library.startFrontEndStream(this.frontEnd);
    this.library.startFrontEndUtterance(this.frontEnd);
  }

  public push(samples: Int16Array, onCepstrum: (cepstrum: Float32Array) => void): void {
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + FRAME_SAMPLES - this.filled);
      this.sampleMemory.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === FRAME_SAMPLES) this.analyse(onCepstrum);
    }
  }

  public close(): void {
    free(this.samples);
    free(this.cepstrum);
    this.library.freeFrontEnd(this.frontEnd);
  }

  private analyse(onCepstrum: (cepstrum: Float32Array) => void): void {
    this.filled = 0;
    this.samplePointer[0] = this.samples;
    this.sampleCount[0] = BigInt(FRAME_SAMPLES);
    while (this.sampleCount[0] > 0n) {
      this.frameCount[0] = 1;
      const { frontEnd, samplePointer, sampleCount, frames, frameCount } = this;
      const status = this.library.processSamples(
        ...([frontEnd, samplePointer, sampleCount, frames, frameCount, null] as const),
      );
      if (status < 0) throw new Error(`the front end gave status ${status}`);
      if (frameCount[0] === 1) onCepstrum(this.cepstrumMemory.slice());
    }
  }
}
