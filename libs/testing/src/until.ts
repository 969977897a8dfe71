const POLL_MS = 5;

/**
 * Resolves with the first value of `condition` that is not false, null or undefined.
 * @throws Error with `what` when there was none within `deadlineMs`.
 */
export async function until<T>(
  condition: () => T | false | null | undefined | Promise<T | false | null | undefined>,
  deadlineMs: number,
  what = 'the awaited condition',
): Promise<T> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== null && value !== undefined) return value;
    if (performance.now() > endMs) throw new Error(`${what} did not come true in ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
