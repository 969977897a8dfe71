import type { AudioWindow } from './audio-window';
import { endOf, WINDOW_SAMPLES } from './audio-window';

/**
 * The most recent windows of a stream, so that an utterance can begin before its detection. Holds at
 * most `capacityWindows`; the oldest goes first.
 */
export class AudioBuffer {
  private windows: AudioWindow[] = [];

  public constructor(private capacityWindows: number) {}

  /** Position of the oldest sample held; `null` while there is none. */
  public get firstSample(): number | null {
    return this.windows[0]?.startSample ?? null;
  }

  /** What is above a smaller capacity is dropped with the next window. */
  public resize(capacityWindows: number): void {
    this.capacityWindows = capacityWindows;
  }

  public push(window: AudioWindow): void {
    this.windows.push(window);
    while (this.windows.length > this.capacityWindows) this.windows.shift();
  }

  /** Audio from `fromSample` to the newest sample, as pieces in order: views that must not be written. */
  public readFrom(fromSample: number): Int16Array[] {
    return this.windows
      .filter((window) => endOf(window) > fromSample)
      .map((window) => window.samples.subarray(Math.max(0, fromSample - window.startSample)));
  }

  public clear(): void {
    this.windows = [];
  }

  public get heldSamples(): number {
    return this.windows.length * WINDOW_SAMPLES;
  }
}
