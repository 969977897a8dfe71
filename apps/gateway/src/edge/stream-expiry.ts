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
  /** A new token for the session; undefined: this gateway issues none. */
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

  /** @param expiresAtMs Unix time; null: they do not expire, and a token is for coming back with only */
  public constructor(
    private readonly parts: StreamExpiryParts,
    private expiresAtMs: number | null,
  ) {
    if (expiresAtMs !== null) this.expireAt(expiresAtMs);
  }

  /**
   * Issues a token, which the client is sent, and which holds the stream open to its own end.
   * @throws VoxrailError `conflict` where none are issued
   */
  public async refresh(): Promise<void> {
    const { renew, timeOfDayMs, onToken } = this.parts;
    if (renew === undefined) throw new VoxrailError('conflict', 'no tokens are issued here');
    const token = await renew();
    if (this.closed) return;
    const tokenEndsAtMs = Date.parse(token.expires_at);
    if (this.expiresAtMs !== null) this.expireAt(Math.max(this.expiresAtMs, tokenEndsAtMs));
    this.renewIn(tokenEndsAtMs - timeOfDayMs() - RENEW_AHEAD_MS);
    onToken(token);
  }

  public close(): void {
    this.closed = true;
    this.expiry?.cancel();
    this.renewal?.cancel();
  }

  private expireAt(expiresAtMs: number): void {
    this.expiresAtMs = expiresAtMs;
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
