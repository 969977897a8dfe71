/** The first attempt comes within this: a person who is speaking notices more. */
const FIRST_DELAY_MS = 200;

/** A gateway that starts again needs some seconds, and thousands of clients may be waiting for it. */
const MAX_DELAY_MS = 3_000;

/**
 * How long to wait before an attempt to come back: twice as long each time, and by chance up to half
 * of that shorter, so that all clients of a lost gateway do not come at once.
 * @param attempt 1 for the first after a loss
 * @param random from 0 to 1
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const longest = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return longest * (1 - random / 2);
}
