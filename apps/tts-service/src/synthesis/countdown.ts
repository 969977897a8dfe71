import type { Clock, Timer } from '@voxrail/clock';

/** A deadline that can be moved. */
export class Countdown {
  private timer: Timer | undefined;

  public constructor(
    private readonly clock: Clock,
    private readonly onElapsed: () => void,
  ) {}

  public get running(): boolean {
    return this.timer !== undefined;
  }

  /** Runs out `delayMs` from now, and not when it would have before. */
  public restart(delayMs: number): void {
    this.stop();
    this.timer = this.clock.schedule(delayMs, () => {
      this.timer = undefined;
      this.onElapsed();
    });
  }

  public stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }
}
