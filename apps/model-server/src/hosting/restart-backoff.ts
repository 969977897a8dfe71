const FIRST_MS = 100;
const LONGEST_MS = 10_000;

/** An instance that ran this long is well; what happens to it next is a new story. */
const STABLE_AFTER_MS = 30_000;

/** How long to wait before an instance that has died is started again: twice as long each time. */
export class RestartBackoff {
  private nextMs = FIRST_MS;

  /** `ranMs`: how long the instance that died had been ready. */
  public delayAfter(ranMs: number): number {
    if (ranMs >= STABLE_AFTER_MS) this.nextMs = FIRST_MS;
    const delayMs = this.nextMs;
    this.nextMs = Math.min(LONGEST_MS, delayMs * 2);
    return delayMs;
  }
}
