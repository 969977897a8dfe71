import type { Clock } from '@voxrail/clock';

/** Waits on the clock; for what is scheduled, never for something to have happened. */
export function sleepUntil(clock: Clock, atMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(atMs - clock.nowMs(), resolve);
  });
}
