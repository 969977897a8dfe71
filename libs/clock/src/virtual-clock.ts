import type { Clock, Timer } from './clock';

interface Scheduled {
  readonly atMs: number;
  readonly serial: number;
  readonly callback: () => void;
}

/** A clock that moves only when told to, for tests. Callbacks run in order of time, then of scheduling. */
export class VirtualClock implements Clock {
  private currentMs = 0;
  private serial = 0;
  private readonly scheduled = new Set<Scheduled>();

  public nowMs(): number {
    return this.currentMs;
  }

  public schedule(delayMs: number, callback: () => void): Timer {
    const entry = {
      atMs: this.currentMs + Math.max(0, delayMs),
      serial: this.serial++,
      callback,
    };
    this.scheduled.add(entry);
    return {
      cancel: () => {
        this.scheduled.delete(entry);
      },
    };
  }

  /** Timers that are still to run: zero after a clean end. */
  public get pendingTimers(): number {
    return this.scheduled.size;
  }

  /** Moves time on by `ms`, running whatever falls due on the way. */
  public advance(ms: number): void {
    const target = this.currentMs + ms;
    for (let next = this.nextDue(target); next !== undefined; next = this.nextDue(target)) {
      this.scheduled.delete(next);
      this.currentMs = Math.max(this.currentMs, next.atMs);
      next.callback();
    }
    this.currentMs = target;
  }

  /** Stands still for `ms`, as a process does: what falls due meanwhile runs late, with the next advance. */
  public stall(ms: number): void {
    this.currentMs += ms;
  }

  /** Like `advance`, but lets promise callbacks run after each step of at most `stepMs`. */
  public async advanceAsync(ms: number, stepMs = 1): Promise<void> {
    for (let remaining = ms; remaining > 0; remaining -= stepMs) {
      this.advance(Math.min(stepMs, remaining));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  private nextDue(untilMs: number): Scheduled | undefined {
    let next: Scheduled | undefined;
    for (const entry of this.scheduled) {
      if (entry.atMs > untilMs) continue;
      if (
        next === undefined ||
        entry.atMs < next.atMs ||
        (entry.atMs === next.atMs && entry.serial < next.serial)
      ) {
        next = entry;
      }
    }
    return next;
  }
}
