/** A callback that has been scheduled and may still be called off. */
export interface Timer {
  /** After this the callback is not called. Calling it again, or after the callback ran, is harmless. */
  cancel(): void;
}

/**
 * The only source of time for anything that waits. Production uses `SystemClock`, tests use
 * `VirtualClock`, so that a race is a test of a millisecond and not a sleep.
 */
export interface Clock {
  /** Monotonic milliseconds, comparable between processes of one host. Not the time of day. */
  nowMs(): number;

  /** Calls `callback` once, not before `delayMs` from now. */
  schedule(delayMs: number, callback: () => void): Timer;
}
