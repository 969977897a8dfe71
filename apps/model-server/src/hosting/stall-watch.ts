import type { Clock, Timer } from '@voxrail/clock';

/**
 * Notices an engine that has work and has given no sign of life for too long. It looks once in
 * `limitMs`, not at every sign, so a stall is noticed after one to two times that.
 */
export class StallWatch {
  private timer: Timer | undefined;
  private lastSignMs = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly limitMs: number,
    private readonly onStall: () => void,
  ) {}

  /** The engine has taken work or given something. */
  public sign(): void {
    this.lastSignMs = this.clock.nowMs();
    this.timer ??= this.clock.schedule(this.limitMs, () => {
      this.look();
    });
  }

  /** The engine has nothing to do. */
  public rest(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private look(): void {
    this.timer = undefined;
    if (this.clock.nowMs() - this.lastSignMs >= this.limitMs) {
      this.onStall();
      return;
    }
    this.timer = this.clock.schedule(this.limitMs, () => {
      this.look();
    });
  }
}
