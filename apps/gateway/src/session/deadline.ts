import type { Clock, Timer } from '@voxrail/clock';
import { scheduleAwakeStep } from '@voxrail/clock';

/**
 * A limit on waiting that may be pushed back often: pushing back only notes the time, so that it
 * costs nothing per frame. Time in which the process stood still is added to it.
 */
export class Deadline {
  private timer: Timer | undefined;
  private atMs = 0;
  private durationMs = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly onExpired: () => void,
  ) {}

  /** Expires `durationMs` from now, whatever was set before. */
  public arm(durationMs: number): void {
    this.clear();
    this.durationMs = durationMs;
    this.atMs = this.clock.nowMs() + durationMs;
    this.wait(durationMs);
  }

  /** Starts the same wait again from now; nothing happens when none is set. */
  public extend(): void {
    if (this.timer !== undefined) this.atMs = this.clock.nowMs() + this.durationMs;
  }

  public get isSet(): boolean {
    return this.timer !== undefined;
  }

  public clear(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private wait(delayMs: number): void {
    this.timer = scheduleAwakeStep(this.clock, this.durationMs, delayMs, (stoodStillMs) => {
      this.timer = undefined;
      this.atMs += stoodStillMs;
      const remainingMs = this.atMs - this.clock.nowMs();
      if (remainingMs > 0) this.wait(remainingMs);
      else this.onExpired();
    });
  }
}
