import type { Clock, Timer } from '@voxrail/clock';

const TICK_MS = 100;

/**
 * Nobody takes a session from a gateway that answers within `OWNER_DEADLINE_MS`: one that stood still
 * for less has lost none.
 */
const HARMLESS_MS = 400;

/** Notices that this process stood still (stopped, swapped out, suspended with its machine). */
export class FreezeWatch {
  private lastTickMs: number;
  private timer: Timer;

  /** @param onThawed called before anything that waited for a longer timer goes on. */
  public constructor(
    private readonly clock: Clock,
    private readonly onThawed: () => void,
  ) {
    this.lastTickMs = clock.nowMs();
    this.timer = this.tickLater();
  }

  /** To be called before anything that only the owner of a session may do. */
  public check(): void {
    const nowMs = this.clock.nowMs();
    const stoodStill = nowMs - this.lastTickMs > HARMLESS_MS;
    this.lastTickMs = nowMs;
    if (stoodStill) this.onThawed();
  }

  public stop(): void {
    this.timer.cancel();
  }

  private tickLater(): Timer {
    return this.clock.schedule(TICK_MS, () => {
      this.timer = this.tickLater();
      this.check();
    });
  }
}
