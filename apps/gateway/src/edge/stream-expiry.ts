import type { Clock, Timer } from '@voxrail/clock';
import type { TokenMessage } from '@voxrail/contracts';
import { VoxrailError } from '@voxrail/contracts';

/** Protocol section 2: who has once refreshed is sent the next token this long before expiry. */
const RENEW_AHEAD_MS = 60_000;

/** Between two tokens that were not asked for, however short their life is. */
const LEAST_BETWEEN_RENEWALS_MS = 10_000;

/** No session is longer, and a timer of many days would not be one. */
const LONGEST_SESSION_MS = 86_400_000;

export interface StreamExpiryParts {
  readonly clock: Clock;
  /** Unix time in milliseconds: that is what tokens are dated in. */
  readonly timeOfDayMs: () => number;
  /** A new token for the session; undefined: these credentials cannot be renewed. */
  readonly renew: (() => Promise<TokenMessage>) | undefined;
  readonly onToken: (token: TokenMessage) => void;
  /** Called once; nothing else is called afterwards. */
  readonly onExpired: () => void;
}

/** How long the credentials hold with which a stream was opened. */
export class StreamExpiry {
  private expiry: Timer | undefined;
  private renewal: Timer | undefined;
  private closed = false;

  /** @param expiresAtMs Unix time; null: they do not expire */
  public constructor(
    private readonly parts: StreamExpiryParts,
    expiresAtMs: number | null,
  ) {
    if (expiresAtMs !== null) this.expireAt(expiresAtMs);
  }

  /**
   * Issues a token that the client is sent and holds the stream open to its end.
   * @throws VoxrailError `conflict` where there is nothing to renew
   */
  public async refresh(): Promise<void> {
    const { renew, timeOfDayMs, onToken } = this.parts;
    if (renew === undefined) {
      throw new VoxrailError('conflict', 'these credentials cannot be renewed: connect again');
    }
    const token = await renew();
    if (this.closed) return;
    const expiresAtMs = Date.parse(token.expires_at);
    this.expireAt(expiresAtMs);
    this.renewIn(expiresAtMs - timeOfDayMs() - RENEW_AHEAD_MS);
    onToken(token);
  }

  public close(): void {
    this.closed = true;
    this.expiry?.cancel();
    this.renewal?.cancel();
  }

  private expireAt(expiresAtMs: number): void {
    this.expiry?.cancel();
    const remainingMs = expiresAtMs - this.parts.timeOfDayMs();
    if (remainingMs > LONGEST_SESSION_MS) return;
    this.expiry = this.parts.clock.schedule(Math.max(0, remainingMs), () => {
      // The time of day may have been set back meanwhile.
      if (this.parts.timeOfDayMs() < expiresAtMs) {
        this.expireAt(expiresAtMs);
        return;
      }
      this.close();
      this.parts.onExpired();
    });
  }

  private renewIn(delayMs: number): void {
    this.renewal?.cancel();
    this.renewal = this.parts.clock.schedule(Math.max(LEAST_BETWEEN_RENEWALS_MS, delayMs), () => {
      // One that fails leaves the client the time until expiry to ask for itself.
      this.refresh().catch(() => undefined);
    });
  }
}
