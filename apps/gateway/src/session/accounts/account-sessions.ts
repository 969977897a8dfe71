import { createHash } from 'node:crypto';

import type { Clock } from '@voxrail/clock';
import type { MessageBus, StateBucket } from '@voxrail/messaging';

import { LOCAL_OWNER } from '../session-grants';
import { Account } from './account';
import { GatewayLease, RENEWALS_IN_A_LIFE } from './gateway-lease';

export interface AccountSessionsParts {
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly gatewayId: string;
  /** How long a client whose gateway was lost may come back: that long its session goes on counting. */
  readonly graceMs: number;
}

/** Longer than any session lasts, which is a day at most; each change writes a ledger anew. */
const LEDGERS = { name: 'voxrail_accounts', ttlMs: 25 * 3_600_000 };

const LEASES_NAME = 'voxrail_gateways';

/** A gateway that stands still for less has lost nothing. */
const LEAST_LEASE_MS = 5_000;

/** A gateway may be lost just before it would have renewed its lease. */
const LEASE_OF_GRACE = RENEWALS_IN_A_LIFE / (RENEWALS_IN_A_LIFE - 1);

/**
 * How many sessions each account has over all gateways. Their ids stand in the broker's memory, one key
 * an account, by gateway; those of a gateway whose lease has ended do not count any more.
 */
export class AccountSessions {
  private readonly accounts = new Map<string, Account>();
  private readonly ledgers: StateBucket;
  private readonly lease: GatewayLease;
  private stopped = false;

  public constructor(private readonly parts: AccountSessionsParts) {
    const { bus, clock, gatewayId, graceMs } = parts;
    const lifeMs = Math.max(LEAST_LEASE_MS, Math.ceil(graceMs * LEASE_OF_GRACE));
    this.ledgers = bus.bucket(LEDGERS);
    this.lease = new GatewayLease({
      bucket: bus.bucket({ name: LEASES_NAME, ttlMs: lifeMs }),
      clock,
      gatewayId,
      lifeMs,
      onRenewed: (mayHaveLapsed) => {
        this.refresh(mayHaveLapsed);
      },
    });
  }

  /**
   * Counts a session that is about to be made; to be released if it is not.
   * @throws VoxrailError `rate_limited` where `owner` has `most` already; `capacity`
   */
  public async admit(owner: string, sid: string, most: number): Promise<void> {
    if (owner === LOCAL_OWNER) return;
    await this.lease.hold();
    const account = this.account(owner);
    await account.admit(sid, most).finally(() => {
      this.forget(owner, account);
    });
  }

  /** Counts a session that another gateway has had, whatever the limit: its client is in the middle of it. */
  public adopt(owner: string, sid: string): void {
    if (owner === LOCAL_OWNER || this.stopped) return;
    void this.lease.hold();
    void this.account(owner).adopt(sid);
  }

  /** The session is not this gateway's any more. Calling it again is harmless. */
  public release(owner: string, sid: string): void {
    const account = this.accounts.get(owner);
    // What leaves with this gateway goes on elsewhere, and counts until it does.
    if (account === undefined || this.stopped) return;
    void account.release(sid).then(() => {
      this.forget(owner, account);
    });
  }

  /** It may have been restarted, and then has forgotten everything. */
  public brokerIsBack(): void {
    this.lease.brokerIsBack();
  }

  /** Nothing is written any more. */
  public stop(): void {
    this.stopped = true;
    this.lease.stop();
  }

  private refresh(mayBeForgotten: boolean): void {
    for (const [owner, account] of this.accounts) {
      void account.refresh(mayBeForgotten).then(() => {
        this.forget(owner, account);
      });
    }
  }

  private account(owner: string): Account {
    const known = this.accounts.get(owner);
    if (known !== undefined) return known;
    const { gatewayId } = this.parts;
    const isAlive = async (id: string): Promise<boolean> => this.lease.isAlive(id);
    const account = new Account({ bucket: this.ledgers, key: keyOf(owner), gatewayId, isAlive });
    this.accounts.set(owner, account);
    return account;
  }

  private forget(owner: string, account: Account): void {
    if (account.isIdle && this.accounts.get(owner) === account) this.accounts.delete(owner);
  }
}

/** A key has few characters, and a subject may be somebody's address. */
function keyOf(owner: string): string {
  return createHash('sha256').update(owner).digest('base64url');
}
