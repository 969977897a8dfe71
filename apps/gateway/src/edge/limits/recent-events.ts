import type { Clock } from '@voxrail/clock';

/** Whether something happened `count` times within any `windowMs`. */
export class RecentEvents {
  private readonly atMs: number[] = [];

  public constructor(
    private readonly clock: Clock,
    private readonly count: number,
    private readonly windowMs: number,
  ) {}

  /** Notes one. @returns whether it is at least number `count` within the window that ends now */
  public note(): boolean {
    const nowMs = this.clock.nowMs();
    this.atMs.push(nowMs);
    if (this.atMs.length > this.count) this.atMs.shift();
    const oldestMs = this.atMs[0] ?? nowMs;
    return this.atMs.length === this.count && nowMs - oldestMs < this.windowMs;
  }
}
