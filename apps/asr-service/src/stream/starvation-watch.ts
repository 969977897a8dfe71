import type { Clock, Timer } from '@voxrail/clock';
import { scheduleAwakeStep } from '@voxrail/clock';

/**
 * Notices that audio has stopped arriving. One timer at most, and none is set up per frame: it looks
 * at the time of the last frame when it falls due, and waits on if there was one. While the process
 * stands still no frame can be read, and where its machine does none can be sent: such time does not count.
 */
export class StarvationWatch {
  private timer: Timer | null = null;
  private lastFrameMs = 0;
  private stoodStillMs = 0;

  public constructor(private readonly clock: Clock) {}

  public frameArrived(): void {
    this.lastFrameMs = this.awakeMs();
  }

  /** Calls `onStarved` once when no frame has come for `limitMs`; replaces what was watched before. */
  public watch(limitMs: number, onStarved: () => void): void {
    this.stop();
    const sinceMs = this.awakeMs();
    const leftMs = (): number => limitMs - (this.awakeMs() - Math.max(this.lastFrameMs, sinceMs));
    this.wait(limitMs, leftMs, onStarved);
  }

  public stop(): void {
    this.timer?.cancel();
    this.timer = null;
  }

  private wait(limitMs: number, leftMs: () => number, onStarved: () => void): void {
    this.timer = scheduleAwakeStep(this.clock, limitMs, leftMs(), (stoodStillMs) => {
      this.timer = null;
      this.stoodStillMs += stoodStillMs;
      // Timers may fire a fraction of a millisecond early.
      if (leftMs() > 1) this.wait(limitMs, leftMs, onStarved);
      else onStarved();
    });
  }

  private awakeMs(): number {
    return this.clock.nowMs() - this.stoodStillMs;
  }
}
