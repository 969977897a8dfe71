import { INPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

/** New samples Silero v5 takes at a time at 16 kHz; the graph accepts no other number. */
export const WINDOW_SAMPLES = 512;

export const WINDOW_MS = (WINDOW_SAMPLES * 1000) / INPUT_SAMPLE_RATE_HZ;

/** The unit in which a listening stream hears: detection and recognition see whole windows only. */
export interface AudioWindow {
  /** Absolute position of the first sample in the session's stream. */
  readonly startSample: number;
  /** WINDOW_SAMPLES samples, owned by the window and never written again. */
  readonly samples: Int16Array;
}

export function endOf(window: AudioWindow): number {
  return window.startSample + WINDOW_SAMPLES;
}

/** Whole windows that cover `ms`, rounded up. */
export function windowsCovering(ms: number): number {
  return Math.ceil(ms / WINDOW_MS);
}
