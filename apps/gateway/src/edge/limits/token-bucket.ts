import type { Clock } from '@voxrail/clock';

export interface BucketRule {
  readonly perSecond: number;
  /** How much may be taken at once after a rest. */
  readonly burst: number;
}

const MS_PER_SECOND = 1_000;

/**
 * A rate with bursts. The packages for this (`limiter`, `rate-limiter-flexible`) read the time
 * themselves, so that no test could be exact about them.
 */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number;

  public constructor(
    private readonly clock: Clock,
    private readonly rule: BucketRule,
  ) {
    this.tokens = rule.burst;
    this.filledAtMs = clock.nowMs();
  }

  /** Takes `amount` if there is that much; otherwise takes nothing. */
  public take(amount = 1): boolean {
    this.fill();
    if (this.tokens < amount) return false;
    this.tokens -= amount;
    return true;
  }

  /** Whether it remembers anything: a full bucket is as good as a new one. */
  public get isFull(): boolean {
    this.fill();
    return this.tokens === this.rule.burst;
  }

  private fill(): void {
    const nowMs = this.clock.nowMs();
    const gained = ((nowMs - this.filledAtMs) * this.rule.perSecond) / MS_PER_SECOND;
    this.tokens = Math.min(this.rule.burst, this.tokens + gained);
    this.filledAtMs = nowMs;
  }
}
