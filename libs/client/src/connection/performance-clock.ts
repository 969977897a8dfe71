import type { Clock, Timer } from '@voxrail/clock';

/** Monotonic time of browsers and Node; the origin is the start of the page or process. */
export class PerformanceClock implements Clock {
  public nowMs(): number {
    return performance.now();
  }

  public schedule(delayMs: number, callback: () => void): Timer {
    const handle = setTimeout(callback, Math.max(0, delayMs));
    return {
      cancel: () => {
        clearTimeout(handle);
      },
    };
  }
}
