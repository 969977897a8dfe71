import type { SRC } from '@alexanderolsen/libsamplerate-js/dist/src';
import { ConverterType, create } from '@alexanderolsen/libsamplerate-js';

/** Silence that pushes the last samples out of the filter; its kernel is under 50 ms long. */
const FLUSH_MS = 100;

/** The converter's own buffers hold a million samples; more is handed over in slices of this size. */
const MAX_SLICE_SAMPLES = 65_536;

/**
 * Changes the sample rate of audio that arrives in pieces, as if it were in one: the filter's state
 * is kept from piece to piece, so that no border can be heard. What comes out stays aligned with
 * what went in: output sample n is at n / toHz seconds. After `end`, as many samples came out as the
 * input lasted.
 */
export class StreamingResampler {
  private received = 0;
  private produced = 0;
  private closed = false;

  private constructor(
    private readonly converter: SRC,
    public readonly fromHz: number,
    public readonly toHz: number,
  ) {}

  /** Loading the converter takes a few milliseconds. The fast filter's noise lies at -97 dB. */
  public static async open(fromHz: number, toHz: number): Promise<StreamingResampler> {
    const converter = await create(1, fromHz, toHz, {
      converterType: ConverterType.SRC_SINC_FASTEST,
    });
    return new StreamingResampler(converter, fromHz, toHz);
  }

  /** As much output as the input so far allows; the filter holds back under 2 ms. */
  public push(samples: Float32Array): Float32Array {
    this.received += samples.length;
    return this.convert(samples, Number.POSITIVE_INFINITY);
  }

  /** What the filter still holds. The resampler then stands at the start of a new stream. */
  public end(): Float32Array {
    const expected = Math.round((this.received * this.toHz) / this.fromHz);
    const silence = new Float32Array(Math.ceil((this.fromHz * FLUSH_MS) / 1000));
    const tail = this.convert(silence, expected - this.produced);
    this.reset();
    return tail;
  }

  /** Forgets what was pushed, for a new stream at the same rates. */
  public reset(): void {
    this.received = 0;
    this.produced = 0;
    this.converter.inputSampleRate = this.fromHz;
  }

  public close(): void {
    if (this.closed) return;
    this.closed = true;
    this.converter.destroy();
  }

  private convert(samples: Float32Array, limit: number): Float32Array {
    const pieces: Float32Array[] = [];
    let length = 0;
    for (let start = 0; start < samples.length && length < limit; start += MAX_SLICE_SAMPLES) {
      const slice = samples.subarray(start, start + MAX_SLICE_SAMPLES);
      const piece = this.converter.full(slice).subarray(0, limit - length);
      pieces.push(piece);
      length += piece.length;
    }
    this.produced += length;
    return concatenate(pieces, length);
  }
}

function concatenate(pieces: readonly Float32Array[], length: number): Float32Array {
  const only = pieces[0];
  if (only !== undefined && pieces.length === 1) return only;
  const out = new Float32Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
