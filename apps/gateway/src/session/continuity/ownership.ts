import type { Clock } from '@voxrail/clock';
import type { StateBucket, StateEntry } from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

import { Deadline } from '../deadline';
import type { SessionGrants } from '../session-grants';
import type { SessionRecord, SessionSnapshot } from './session-record';
import { decodeRecord, encodeRecord, RECORD_VERSION } from './session-record';

export interface OwnershipParts {
  readonly bucket: StateBucket;
  readonly clock: Clock;
  readonly gatewayId: string;
  readonly sid: string;
}

export interface OwnershipEvents {
  /** What is to be written. */
  readonly snapshot: () => SessionSnapshot;
  /** Another gateway has the session, or it has been ended: called at most once. */
  readonly onLost: () => void;
}

/** What does not change while the session lives. */
export interface SessionOrigin {
  readonly createdAtMs: number;
  readonly grants: SessionGrants;
}

/** Below a value's life in the bucket by enough for three attempts. */
const REWRITE_MS = 30_000;

/** A gateway that is lost in the middle of an answer leaves what is known of it up to this long before. */
const BUSY_REWRITE_MS = 1_000;

/** After a write that failed: a broker that was just started takes a moment before it keeps state. */
const RETRY_MS = 2_000;

/** How often somebody else may get in between before a write is given up. */
const MAX_ATTEMPTS = 4;

type State = 'idle' | 'writing' | 'over';

/**
 * One gateway's claim on one session: its record in the bucket, kept up to date, written only after
 * what this gateway has read or written last. The higher epoch has the session; a gateway that finds a
 * higher one than its own has lost it.
 */
export class Ownership {
  private epoch = 0;
  private revision = 0;
  private state: State = 'idle';
  private writeAgain = false;
  private origin: SessionOrigin | undefined;
  private lost = false;
  /** From a write to the next one, if nothing happens before. */
  private nextMs = REWRITE_MS;
  private working: Promise<void> = Promise.resolve();
  private readonly rewrite: Deadline;

  public constructor(
    private readonly parts: OwnershipParts,
    private readonly events: OwnershipEvents,
  ) {
    this.rewrite = new Deadline(parts.clock, () => {
      void this.save();
    });
  }

  /** A new session. Without a broker that keeps state it lives in this process alone. */
  public async begin(origin: SessionOrigin): Promise<void> {
    this.origin = origin;
    this.epoch = 1;
    await this.save();
  }

  /**
   * Makes this gateway the owner of a session that another one has created.
   * @param handedOver the newest state, where the owner has told it.
   * @returns the state to go on from; undefined where there is no such session.
   * @throws BusError where the bucket cannot be written and nobody handed it over.
   */
  public async takeOver(handedOver: SessionRecord | undefined): Promise<SessionRecord | undefined> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const entry = await this.read(handedOver !== undefined);
      const stored = entry?.data === undefined ? undefined : decodeRecord(entry.data);
      const record = newer(handedOver, stored);
      if (record === undefined) return undefined;
      this.epoch = Math.max(record.epoch, stored?.epoch ?? 0) + 1;
      this.origin = record;
      if (await this.claim(record, entry?.revision ?? 0, handedOver !== undefined)) return record;
    }
    throw new BusError('conflict', 'other gateways are taking the session over');
  }

  /** Writes what stands now, as soon as what is being written has been. Resolves when it is. */
  public async save(): Promise<void> {
    if (this.state === 'over') return;
    if (this.state === 'writing') this.writeAgain = true;
    else this.working = this.write();
    await this.working;
  }

  /** Whether the session is still this gateway's, as far as anybody can tell. */
  public async confirm(): Promise<boolean> {
    if (this.state !== 'over') {
      const entry = await this.parts.bucket.read(this.parts.sid).catch(() => undefined);
      if (entry !== undefined) this.compare(entry);
    }
    return !this.lost;
  }

  /** The session has ended: its record goes, unless it is another's. */
  public async release(): Promise<void> {
    if (this.state === 'over') return;
    this.stop();
    await this.working;
    for (let attempt = 0; attempt < 2 && !this.lost && this.revision > 0; attempt += 1) {
      try {
        await this.parts.bucket.remove(this.parts.sid, this.revision);
        return;
      } catch (error) {
        // What cannot be removed expires.
        if (!isConflict(error)) return;
        await this.reconcile();
      }
    }
  }

  /** Another gateway goes on with it: nothing is written any more. */
  public stop(): void {
    this.state = 'over';
    this.rewrite.clear();
  }

  public record(snapshot: SessionSnapshot): SessionRecord {
    const { sid, gatewayId } = this.parts;
    if (this.origin === undefined) throw new Error('the session has not begun');
    const { createdAtMs, grants } = this.origin;
    const { tools, maxDurationS, owner } = grants;
    return {
      ...snapshot,
      version: RECORD_VERSION,
      sid,
      createdAtMs,
      grants: { tools: tools === null ? null : [...tools], maxDurationS, owner },
      epoch: this.epoch,
      gateway: gatewayId,
    };
  }

  private async read(mayFail: boolean): Promise<StateEntry | undefined> {
    try {
      return await this.parts.bucket.read(this.parts.sid);
    } catch (error) {
      if (mayFail) return undefined;
      throw error;
    }
  }

  /** Whether the write was the next one; a broker that keeps no state does not stand in the way of a hand-over. */
  private async claim(record: SessionRecord, after: number, mayFail: boolean): Promise<boolean> {
    try {
      const data = encodeRecord(this.record(record));
      this.revision = await this.parts.bucket.write(this.parts.sid, data, after);
      this.rewrite.arm(REWRITE_MS);
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      if (!mayFail) throw error;
      return true;
    }
  }

  private async write(): Promise<void> {
    this.state = 'writing';
    do await this.writeOnce();
    while (this.mustWriteAgain());
    if (this.isOver()) return;
    this.state = 'idle';
    this.rewrite.arm(this.nextMs);
  }

  private mustWriteAgain(): boolean {
    const { writeAgain } = this;
    this.writeAgain = false;
    return writeAgain && !this.isOver();
  }

  private async writeOnce(): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS && !this.isOver(); attempt += 1) {
      try {
        const snapshot = this.events.snapshot();
        const data = encodeRecord(this.record(snapshot));
        this.revision = await this.parts.bucket.write(this.parts.sid, data, this.revision);
        this.nextMs = snapshot.answer === null ? REWRITE_MS : BUSY_REWRITE_MS;
        return;
      } catch (error) {
        // Without a broker nobody else can write either.
        if (!isConflict(error)) break;
        await this.reconcile();
      }
    }
    this.nextMs = RETRY_MS;
  }

  /** Somebody else has written, or a write of this gateway was done that it was not told of, or all is gone. */
  private async reconcile(): Promise<void> {
    try {
      const entry = await this.parts.bucket.read(this.parts.sid);
      if (entry === undefined) this.revision = 0;
      else this.compare(entry);
    } catch {
      // The next write will fail in the same way, and say so.
    }
  }

  private compare(entry: StateEntry): void {
    const stored = entry.data === undefined ? undefined : decodeRecord(entry.data);
    if (stored === undefined || this.isAbove(stored)) this.lose();
    else this.revision = entry.revision;
  }

  private isAbove(stored: SessionRecord): boolean {
    if (stored.epoch !== this.epoch) return stored.epoch > this.epoch;
    // After a restart of the broker two may have come by the same number: then the name decides.
    return stored.gateway > this.parts.gatewayId;
  }

  private lose(): void {
    if (this.lost) return;
    this.lost = true;
    if (this.state === 'over') return;
    this.stop();
    this.events.onLost();
  }

  /** Asked again after an await, where the compiler still believes what was true before it. */
  private isOver(): boolean {
    return this.state === 'over';
  }
}

function newer(
  one: SessionRecord | undefined,
  other: SessionRecord | undefined,
): SessionRecord | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.epoch > one.epoch ? other : one;
}

function isConflict(error: unknown): boolean {
  return error instanceof BusError && error.code === 'conflict';
}
