const POLL_MS = 5;

/** A look at the condition, and the pause. What took longer waited for the machine. */
const LONGEST_POLL_MS = 50;

/**
 * Resolves with the first value of `condition` that is not false, null or undefined.
 * @param deadlineMs of a machine that runs; while it stalls, no time passes
 * @throws Error with `what` when there was none within `deadlineMs`.
 */
export async function until<T>(
  condition: () => T | false | null | undefined | Promise<T | false | null | undefined>,
  deadlineMs: number,
  what = 'the awaited condition',
): Promise<T> {
  for (let waitedMs = 0; ;) {
    const startedMs = performance.now();
    const value = await condition();
    if (value !== false && value !== null && value !== undefined) return value;
    if (waitedMs > deadlineMs) throw new Error(`${what} did not come true in ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    waitedMs += Math.min(performance.now() - startedMs, LONGEST_POLL_MS);
  }
}
