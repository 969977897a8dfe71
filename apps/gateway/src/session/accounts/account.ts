import { VoxrailError } from '@voxrail/contracts';
import type { StateBucket, StateEntry } from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

import { recordRefusedSession } from '../session-metrics';
import { SessionLedger } from './session-ledger';

export interface AccountParts {
  readonly bucket: StateBucket;
  /** Under which its ledger stands in the bucket. */
  readonly key: string;
  readonly gatewayId: string;
  /** @throws BusError where nobody can tell */
  readonly isAlive: (gatewayId: string) => Promise<boolean>;
}

/** Of several gateways that write at once one gets through each time. */
const MAX_ATTEMPTS = 20;

/** What is to be written, by what stands there. @throws VoxrailError to leave that as it is */
type Change = (stored: SessionLedger) => Promise<SessionLedger> | SessionLedger;

/**
 * One account's sessions: those of this gateway, and the ledger of all of them in the broker. What this
 * gateway does to the ledger happens one after the other, and what others do meanwhile is seen by a write
 * that fails.
 */
export class Account {
  private readonly sids = new Set<string>();
  private turns = 0;
  private last: Promise<void> = Promise.resolve();
  /** The ledger does not say what this gateway has. */
  private isStale = false;

  public constructor(private readonly parts: AccountParts) {}

  /** Whether nothing of it is known here that the ledger does not say. */
  public get isIdle(): boolean {
    return this.sids.size === 0 && this.turns === 0 && !this.isStale;
  }

  /**
   * Counts a session that is about to be made. Of several at once, at whatever gateways, no more pass
   * than there is room for. Where the broker keeps no state, this gateway counts its own.
   * @throws VoxrailError `rate_limited`; `capacity` where too many others are writing
   */
  public async admit(sid: string, most: number): Promise<void> {
    await this.inTurn(async () => {
      try {
        await this.write(async (stored) => this.withRoomFor(sid, most, stored));
      } catch (error) {
        if (!(error instanceof BusError)) throw error;
        if (error.code === 'conflict') throw tooManyAtOnce(error);
        if (this.sids.size >= most) throw tooMany(most);
        this.isStale = true;
      }
      this.sids.add(sid);
    });
  }

  /** Counts a session that another gateway has had. */
  public async adopt(sid: string): Promise<void> {
    if (this.sids.has(sid)) return;
    this.sids.add(sid);
    await this.tell();
  }

  /** The session has ended, or is another gateway's. */
  public async release(sid: string): Promise<void> {
    if (this.sids.delete(sid)) await this.tell();
  }

  /** Writes what this gateway has, if the ledger may not say so. */
  public async refresh(mayBeForgotten: boolean): Promise<void> {
    if (mayBeForgotten || this.isStale) await this.tell();
  }

  /** One write does for all that has changed until its turn comes. */
  private async tell(): Promise<void> {
    this.isStale = true;
    await this.inTurn(async () => {
      if (!this.isStale) return;
      this.isStale = false;
      try {
        await this.write((stored) => stored.with(this.parts.gatewayId, this.sids));
      } catch {
        this.isStale = true;
      }
    });
  }

  private async withRoomFor(
    sid: string,
    most: number,
    stored: SessionLedger,
  ): Promise<SessionLedger> {
    const { gatewayId } = this.parts;
    const here = new Set([...this.sids, sid]);
    const ledger = stored.with(gatewayId, here);
    if (ledger.size <= most) return ledger;
    // Only now does it matter whether some of them died with their gateway.
    const living = ledger.without(await this.deadAmong(ledger.gateways));
    if (living.size <= most) return living;
    throw tooMany(most);
  }

  private async deadAmong(gateways: readonly string[]): Promise<ReadonlySet<string>> {
    const { gatewayId, isAlive } = this.parts;
    const others = gateways.filter((name) => name !== gatewayId);
    const alive = await Promise.all(others.map(isAlive));
    return new Set(others.filter((_name, index) => alive[index] === false));
  }

  /** @throws BusError, and what `change` throws */
  private async write(change: Change): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const entry = await this.parts.bucket.read(this.parts.key);
      try {
        await this.store(await change(SessionLedger.decode(entry?.data)), entry);
        return;
      } catch (error) {
        if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  private async store(ledger: SessionLedger, before: StateEntry | undefined): Promise<void> {
    const { bucket, key } = this.parts;
    const revision = before?.revision ?? 0;
    if (ledger.size > 0) await bucket.write(key, ledger.encode(), revision);
    else if (before?.data !== undefined) await bucket.remove(key, revision);
  }

  private async inTurn(work: () => Promise<void>): Promise<void> {
    this.turns += 1;
    const mine = this.last.then(work).finally(() => {
      this.turns -= 1;
    });
    this.last = mine.catch(() => undefined);
    await mine;
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof BusError && error.code === 'conflict';
}

function tooMany(most: number): VoxrailError {
  recordRefusedSession('account_full');
  return new VoxrailError('rate_limited', `no more than ${most} sessions at a time`);
}

function tooManyAtOnce(cause: unknown): VoxrailError {
  const message = 'too many sessions of this account are being made at once; try again';
  return new VoxrailError('capacity', message, { cause });
}
