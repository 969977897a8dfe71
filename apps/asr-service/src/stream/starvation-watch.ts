import type { Clock, Timer } from '@voxrail/clock';

/**
 * Notices that audio has stopped arriving. One timer at most, and none is set up per frame: it looks
 * at the time of the last frame when it falls due, and waits on if there was one.
 */
export class StarvationWatch {
  private timer: Timer | null = null;
  private lastFrameMs = 0;

  public constructor(private readonly clock: Clock) {}

  public frameArrived(): void {
    this.lastFrameMs = this.clock.nowMs();
  }

  /** Calls `onStarved` once when no frame has come for `limitMs`; replaces what was watched before. */
  public watch(limitMs: number, onStarved: () => void): void {
    this.stop();
    const sinceMs = this.clock.nowMs();
    this.wait(
      limitMs,
      () => {
        const quietMs = this.clock.nowMs() - Math.max(this.lastFrameMs, sinceMs);
        return limitMs - quietMs;
      },
      onStarved,
    );
  }

  public stop(): void {
    this.timer?.cancel();
    this.timer = null;
  }

  private wait(delayMs: number, leftMs: () => number, onStarved: () => void): void {
    this.timer = this.clock.schedule(delayMs, () => {
      this.timer = null;
      const left = leftMs();
      // Timers may fire a fraction of a millisecond early.
      if (left > 1) this.wait(left, leftMs, onStarved);
      else onStarved();
    });
  }
}
