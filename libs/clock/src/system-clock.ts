import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

import type { Clock, Timer } from './clock';

const NS_PER_MS = 1e6;

/** CLOCK_MONOTONIC: unlike `performance.now()` it has one origin for all processes of a host. */
export class SystemClock implements Clock {
  public nowMs(): number {
    return Number(process.hrtime.bigint()) / NS_PER_MS;
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

/** Two processes with the same id share one monotonic clock, and their times may be subtracted. */
export function readClockId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return hostname();
  }
}
