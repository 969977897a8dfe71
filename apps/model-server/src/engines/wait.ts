import type { Clock } from '@voxrail/clock';

import type { Cancellation } from './engine';

/** How late a waiting request notices that it was cancelled. */
const CANCELLATION_CHECK_MS = 5;

/**
 * Resolves at `atMs` of the clock, or soon after a cancellation. A cancellation is a flag that wakes
 * nobody, so a long wait is a row of short ones.
 */
export function waitUntil(clock: Clock, atMs: number, cancellation: Cancellation): Promise<void> {
  return new Promise((resolve) => {
    const step = (): void => {
      const remainingMs = atMs - clock.nowMs();
      if (remainingMs <= 0 || cancellation.cancelled) {
        resolve();
        return;
      }
      clock.schedule(Math.min(remainingMs, CANCELLATION_CHECK_MS), step);
    };
    step();
  });
}
