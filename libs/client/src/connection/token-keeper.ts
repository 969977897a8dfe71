import type { Clock, Timer } from '@voxrail/clock';

/**
 * Life of a session token (protocol section 1). `expires_at` is the gateway's time of day: of a clock
 * that is behind it, tokens seem to live longer than this, and must not be believed.
 */
const LONGEST_LIFE_MS = 600_000;

/** Asked for this long before the end, or at half of a shorter life. */
const MARGIN_MS = 90_000;

/** Between two requests, also where the clock is so far ahead that every token seems to be over. */
const SHORTEST_WAIT_MS = 5_000;

/** When an answer has not come. */
const RETRY_MS = 15_000;

export interface TokenKeeperOptions {
  readonly clock: Clock;
  /** Time of day, as `Date.now()` gives it. */
  readonly timeOfDayMs: () => number;
  /** Sends `refresh`. */
  readonly refresh: () => void;
}

/** Has a session token replaced before it expires, for as long as there is a connection. */
export class TokenKeeper {
  private timer: Timer | undefined;

  public constructor(private readonly options: TokenKeeperOptions) {}

  /** A token has come. @param expiresAt ISO 8601; without it nothing is refreshed */
  public renewed(expiresAt: string | undefined): void {
    this.stop();
    const endMs = Date.parse(expiresAt ?? '');
    if (Number.isNaN(endMs)) return;
    const lifeMs = Math.min(LONGEST_LIFE_MS, endMs - this.options.timeOfDayMs());
    this.askIn(Math.max(SHORTEST_WAIT_MS, lifeMs / 2, lifeMs - MARGIN_MS));
  }

  /** The connection is gone. */
  public stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private askIn(delayMs: number): void {
    this.timer = this.options.clock.schedule(delayMs, () => {
      this.askIn(RETRY_MS);
      this.options.refresh();
    });
  }
}
