import type { Clock, Timer } from '@voxrail/clock';

const PULSE_MS = 10;

/** A pulse that comes later waited for the machine. */
const LONGEST_PULSE_MS = 25;

/**
 * Real time without what this process stood still, as it does where a virtual machine stalls: for
 * tests that measure, or play by the clock, what a stall would make longer.
 */
export class AwakeClock implements Clock {
  private awakeMs = 0;
  private lookedAtMs = performance.now();
  private readonly pulse = setInterval(() => {
    this.look();
  }, PULSE_MS);

  public constructor() {
    this.pulse.unref();
  }

  public nowMs(): number {
    this.look();
    return this.awakeMs;
  }

  public schedule(delayMs: number, callback: () => void): Timer {
    const dueMs = this.nowMs() + Math.max(0, delayMs);
    let handle: NodeJS.Timeout;
    const wait = (): void => {
      handle = setTimeout(() => {
        if (this.nowMs() < dueMs) wait();
        else callback();
      }, dueMs - this.nowMs());
    };
    wait();
    return {
      cancel: () => {
        clearTimeout(handle);
      },
    };
  }

  public stop(): void {
    clearInterval(this.pulse);
  }

  private look(): void {
    const nowMs = performance.now();
    this.awakeMs += Math.min(nowMs - this.lookedAtMs, LONGEST_PULSE_MS);
    this.lookedAtMs = nowMs;
  }
}
