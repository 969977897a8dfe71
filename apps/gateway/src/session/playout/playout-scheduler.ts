import type { Clock, Timer } from '@voxrail/clock';

/** Something that is due at an absolute time and may be called off. */
export interface PlayoutTask {
  cancel(): void;
}

interface Entry {
  readonly atMs: number;
  readonly run: () => void;
}

/**
 * The one timer behind all playout of this process. Deadlines are absolute on the monotonic clock,
 * so that lateness of one chunk never moves the next: relative timers drift.
 */
export class PlayoutScheduler {
  private readonly entries: Entry[] = [];
  private timer: Timer | undefined;
  private armedForMs = Infinity;

  public constructor(private readonly clock: Clock) {}

  public at(atMs: number, run: () => void): PlayoutTask {
    const entry: Entry = { atMs, run };
    this.entries.splice(this.positionAfter(atMs), 0, entry);
    this.arm();
    return {
      cancel: () => {
        this.remove(entry);
      },
    };
  }

  /** Tasks that are still to run: zero when no session plays. */
  public get pending(): number {
    return this.entries.length;
  }

  private positionAfter(atMs: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.entries[middle];
      if (entry !== undefined && entry.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private remove(entry: Entry): void {
    const index = this.entries.indexOf(entry);
    if (index < 0) return;
    this.entries.splice(index, 1);
    if (this.entries.length === 0) this.disarm();
  }

  private arm(): void {
    const first = this.entries[0];
    if (first === undefined || first.atMs >= this.armedForMs) return;
    this.disarm();
    this.armedForMs = first.atMs;
    // Timers count whole milliseconds and cut the rest off: rounded up, so that none fires early.
    this.timer = this.clock.schedule(Math.ceil(first.atMs - this.clock.nowMs()), () => {
      this.runDue();
    });
  }

  private disarm(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.armedForMs = Infinity;
  }

  private runDue(): void {
    this.timer = undefined;
    this.armedForMs = Infinity;
    const nowMs = this.clock.nowMs();
    try {
      for (let first = this.entries[0]; first !== undefined; first = this.entries[0]) {
        if (first.atMs > nowMs) return;
        this.entries.shift();
        first.run();
      }
    } finally {
      this.arm();
    }
  }
}
