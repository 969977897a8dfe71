import type { Clock } from '@voxrail/clock';

const WINDOW_MS = 10_000;
const MAX_IN_WINDOW = 50;

/** Whether a client sends so many bad messages that answering each would be a burden to others. */
export class BadRequestLimit {
  private windowEndsMs = 0;
  private count = 0;

  public constructor(private readonly clock: Clock) {}

  /** Counts one; true when there have been too many. */
  public isReached(): boolean {
    const nowMs = this.clock.nowMs();
    if (nowMs >= this.windowEndsMs) {
      this.windowEndsMs = nowMs + WINDOW_MS;
      this.count = 0;
    }
    this.count += 1;
    return this.count > MAX_IN_WINDOW;
  }
}
