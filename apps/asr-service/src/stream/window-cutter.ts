import {
  BYTES_PER_SAMPLE,
  INPUT_SAMPLE_RATE_HZ,
  MAX_AUDIO_MESSAGE_BYTES,
} from '@voxrail/contracts';

import type { AudioWindow } from './audio-window';
import { WINDOW_SAMPLES } from './audio-window';

/**
 * The longest hole that is filled with silence. A few lost frames are a click in a word; a hole of
 * more than a second is a stream that stopped, and inventing that much silence would hide it.
 */
export const MAX_FILL_SAMPLES = INPUT_SAMPLE_RATE_HZ;

/** Centuries of audio: a position beyond is no position, and sums with it would lose exactness. */
export const MAX_POSITION = 2 ** 48;

export type AudioDefect = 'empty' | 'odd_length' | 'too_large' | 'out_of_range' | 'repeated';

/** What became of one audio frame. */
export type Cut =
  | { readonly kind: 'dropped'; readonly defect: AudioDefect }
  | {
      readonly kind: 'accepted';
      /** Windows that this frame completed, in order. */
      readonly windows: readonly AudioWindow[];
      /** Samples of silence put in place of audio that never came. */
      readonly filledSamples: number;
      /** Samples at the start of the frame that had been heard already. */
      readonly cutSamples: number;
      /** The hole was too long to fill: positions start anew at this frame, before its windows. */
      readonly jumped: boolean;
    };

function findDefect(offset: number, payload: Uint8Array): AudioDefect | null {
  if (payload.byteLength === 0) return 'empty';
  if (payload.byteLength % BYTES_PER_SAMPLE !== 0) return 'odd_length';
  if (payload.byteLength > MAX_AUDIO_MESSAGE_BYTES) return 'too_large';
  if (offset > MAX_POSITION) return 'out_of_range';
  return null;
}

/** Cuts frames of any size at absolute positions into windows; the frames' sizes leave no trace. */
export class WindowCutter {
  private windowStart: number;
  private filled = 0;
  private samples = new Int16Array(WINDOW_SAMPLES);

  /** @param firstSample absolute position at which the first window begins. */
  public constructor(firstSample: number) {
    this.windowStart = firstSample;
  }

  /** Position of the next sample that is expected. */
  public get nextSample(): number {
    return this.windowStart + this.filled;
  }

  /** @param payload PCM16 little-endian; it is copied, so it may be a view into a shared buffer. */
  public push(offset: number, payload: Uint8Array): Cut {
    const defect = findDefect(offset, payload);
    if (defect !== null) return { kind: 'dropped', defect };
    const frameSamples = payload.byteLength / BYTES_PER_SAMPLE;
    const gapSamples = offset - this.nextSample;
    const cutSamples = Math.max(0, -gapSamples);
    if (cutSamples >= frameSamples) return { kind: 'dropped', defect: 'repeated' };

    const windows: AudioWindow[] = [];
    const jumped = gapSamples > MAX_FILL_SAMPLES;
    const filledSamples = jumped ? 0 : Math.max(0, gapSamples);
    if (jumped) this.restartAt(offset);
    else this.appendSilence(filledSamples, windows);
    this.appendFrame(payload, cutSamples, windows);
    return { kind: 'accepted', windows, filledSamples, cutSamples, jumped };
  }

  private restartAt(offset: number): void {
    this.windowStart = offset;
    this.filled = 0;
  }

  private appendSilence(count: number, windows: AudioWindow[]): void {
    for (let left = count; left > 0;) {
      const taken = Math.min(left, WINDOW_SAMPLES - this.filled);
      this.samples.fill(0, this.filled, this.filled + taken);
      left -= taken;
      this.advance(taken, windows);
    }
  }

  private appendFrame(payload: Uint8Array, skipped: number, windows: AudioWindow[]): void {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    const count = payload.byteLength / BYTES_PER_SAMPLE;
    for (let index = skipped; index < count;) {
      const taken = Math.min(count - index, WINDOW_SAMPLES - this.filled);
      for (let i = 0; i < taken; i++) {
        this.samples[this.filled + i] = view.getInt16((index + i) * BYTES_PER_SAMPLE, true);
      }
      index += taken;
      this.advance(taken, windows);
    }
  }

  private advance(count: number, windows: AudioWindow[]): void {
    this.filled += count;
    if (this.filled < WINDOW_SAMPLES) return;
    windows.push({ startSample: this.windowStart, samples: this.samples });
    this.windowStart += WINDOW_SAMPLES;
    this.filled = 0;
    this.samples = new Int16Array(WINDOW_SAMPLES);
  }
}
