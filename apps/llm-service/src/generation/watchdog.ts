import type { Clock, Timer } from '@voxrail/clock';

/** Notices when something that should go on does not. */
export class Watchdog {
  private timer: Timer | undefined;
  private dueMs = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly onSilence: () => void,
  ) {}

  /**
   * From now on silence of `limitMs` is too long. Called for every token, so a running timer is left
   * alone and looks again when it fires.
   */
  public expectWithin(limitMs: number): void {
    const dueMs = this.clock.nowMs() + limitMs;
    const sooner = dueMs < this.dueMs;
    this.dueMs = dueMs;
    if (this.timer === undefined || sooner) this.watch();
  }

  public stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private watch(): void {
    this.timer?.cancel();
    this.timer = this.clock.schedule(this.dueMs - this.clock.nowMs(), () => {
      this.timer = undefined;
      if (this.clock.nowMs() < this.dueMs) this.watch();
      else this.onSilence();
    });
  }
}
