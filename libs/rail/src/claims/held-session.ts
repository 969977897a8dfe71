import type { Clock, Timer } from '@voxrail/clock';
import { LEASE_TTL_MS } from '@voxrail/contracts';
import type { BusSubscription } from '@voxrail/messaging';

import type { RailSession } from '../rail-session';

/** A claimed session: whose it is, until when, and all that has to be given back. */
export class HeldSession {
  private renewedAtMs: number;
  private timer: Timer;
  private ended = false;

  public constructor(
    public readonly sid: string,
    public readonly gateway: string,
    private readonly session: RailSession,
    private readonly subscriptions: readonly BusSubscription[],
    private readonly clock: Clock,
    private readonly onExpired: (held: HeldSession) => void,
  ) {
    this.renewedAtMs = clock.nowMs();
    this.timer = this.watch(LEASE_TTL_MS);
  }

  public get closed(): boolean {
    return this.ended;
  }

  public renew(): void {
    this.renewedAtMs = this.clock.nowMs();
  }

  /** Gives everything back, also when the rail's own part fails to. */
  public close(): void {
    if (this.ended) return;
    this.ended = true;
    this.timer.cancel();
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.session.close();
  }

  /** A renewal only notes the time: one timer in three seconds, not one for each renewal. */
  private watch(delayMs: number): Timer {
    return this.clock.schedule(delayMs, () => {
      const leftMs = this.renewedAtMs + LEASE_TTL_MS - this.clock.nowMs();
      if (leftMs <= 0) this.onExpired(this);
      else this.timer = this.watch(leftMs);
    });
  }
}
