import type { Clock, Timer } from './clock';

/** A wait is taken in so many steps: what is stood still within one of them goes unnoticed. */
const STEPS = 5;

/** A timer that is later than this waited for the machine, not for other callbacks. */
const PUNCTUAL_MS = 50;

/** Timers run before what came meanwhile is read: after a late one there is time for that. */
const READ_MS = 1;

/** Who stands still for longer has lost what was waited for. */
const LONGEST_STALL_MS = 1_000;

/**
 * One step of a wait for something that may not come. Where the process stands still, as it does on a
 * virtual machine that is not given its processor, what it waits for could not be read, and often not
 * be sent either: a caller adds that time to its wait.
 * @param wholeMs of the wait
 * @param leftMs of it
 * @param onStep told how long the process has stood still instead of being called
 */
export function scheduleAwakeStep(
  clock: Clock,
  wholeMs: number,
  leftMs: number,
  onStep: (stoodStillMs: number) => void,
): Timer {
  const stepMs = Math.ceil(Math.min(leftMs, wholeMs / STEPS));
  const dueMs = clock.nowMs() + stepMs;
  let timer = clock.schedule(stepMs, () => {
    const lateMs = clock.nowMs() - dueMs;
    if (lateMs <= PUNCTUAL_MS) {
      onStep(0);
      return;
    }
    timer = clock.schedule(READ_MS, () => {
      onStep(Math.min(lateMs, LONGEST_STALL_MS));
    });
  });
  return {
    cancel: () => {
      timer.cancel();
    },
  };
}

/** `Clock.schedule` for a wait to which the time is added that the process has stood still. */
export function scheduleAwake(clock: Clock, delayMs: number, callback: () => void): Timer {
  let atMs = clock.nowMs() + delayMs;
  let timer: Timer;
  const wait = (): void => {
    timer = scheduleAwakeStep(clock, delayMs, atMs - clock.nowMs(), (stoodStillMs) => {
      atMs += stoodStillMs;
      if (atMs > clock.nowMs()) wait();
      else callback();
    });
  };
  wait();
  return {
    cancel: () => {
      timer.cancel();
    },
  };
}
