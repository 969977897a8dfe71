import type { Clock, Timer } from '@voxrail/clock';

/** What a caller waited for did not come in time. */
export class CallTimeoutError extends Error {
  public override readonly name = 'CallTimeoutError';
  public readonly code = 'timeout';
  public readonly retryable = true;

  public constructor(
    public readonly awaited: string,
    public readonly waitedMs: number,
  ) {
    super(`waited ${waitedMs} ms for ${awaited}`);
  }
}

/** How often a condition is looked at that no event announces, for instance that audio has played out. */
const POLL_MS = 5;

/** Resolves when `condition` holds. @throws CallTimeoutError once `timeoutMs` have passed */
export function until(
  clock: Clock,
  awaited: string,
  condition: () => boolean,
  timeoutMs: number,
): Promise<void> {
  const deadlineMs = clock.nowMs() + timeoutMs;
  return new Promise((resolve, reject) => {
    let timer: Timer | undefined;
    const look = (): void => {
      timer?.cancel();
      if (condition()) resolve();
      else if (clock.nowMs() >= deadlineMs) reject(new CallTimeoutError(awaited, timeoutMs));
      else timer = clock.schedule(POLL_MS, look);
    };
    look();
  });
}
