import type { Clock } from '@voxrail/clock';
import type {
  ClaimReply,
  ClaimRequest,
  LeaseReply,
  LeaseRequest,
  ReleaseReply,
  ReleaseRequest,
} from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';
import type { Logger } from '@voxrail/observability';

import { subscribeEnd, subscribeInterrupts } from '../frames/broadcasts';
import type { RailSession, RailSessionFactory } from '../rail-session';
import { ClaimRefused } from './claim-refused';
import { HeldSession } from './held-session';

export interface SessionRegistryParts {
  readonly workerId: string;
  /** Sessions at a time. */
  readonly capacity: number;
  /** See `ClaimReply`. */
  readonly clockId: string;
  readonly factory: RailSessionFactory;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly logger: Logger;
}

type BusyReason = Extract<ClaimReply, { status: 'busy' }>['reason'];

/**
 * The sessions that one worker holds. Each belongs to one gateway at a time and ends by its release,
 * the broadcast end, a claim of another gateway (the later one wins), or a lease that ran out.
 */
export class SessionRegistry {
  private readonly held = new Map<string, HeldSession>();
  private readonly whenEmpty: (() => void)[] = [];
  private leaving = false;

  public constructor(private readonly parts: SessionRegistryParts) {}

  public get size(): number {
    return this.held.size;
  }

  public get draining(): boolean {
    return this.leaving;
  }

  /**
   * Opens the session, or keeps it if this gateway holds it already, and answers when the server has
   * seen its subscriptions.
   * @throws ClaimRefused; the error of the rail's own `open`.
   */
  public async claim(request: ClaimRequest): Promise<ClaimReply> {
    const { workerId, clockId, bus } = this.parts;
    const reason = this.busyReason(request.sid);
    if (reason !== undefined) return { status: 'busy', worker: workerId, reason };
    const held = this.take(request);
    try {
      await bus.flush();
    } catch (cause) {
      this.close(held, 'claim failed');
      throw new ClaimRefused('bus', { cause });
    }
    if (held.closed) throw new ClaimRefused('ended');
    return { status: 'claimed', worker: workerId, clockId };
  }

  /** Renews the sessions that are this gateway's; names the others. */
  public lease(request: LeaseRequest): LeaseReply {
    const unknown: string[] = [];
    for (const sid of request.sids) {
      const held = this.held.get(sid);
      if (held?.gateway === request.gateway) held.renew();
      else unknown.push(sid);
    }
    return {
      worker: this.parts.workerId,
      sessions: this.held.size,
      capacity: this.parts.capacity,
      draining: this.leaving,
      unknown,
    };
  }

  /** Ends the session if it is this gateway's. */
  public release(request: ReleaseRequest): ReleaseReply {
    const held = this.held.get(request.sid);
    if (held?.gateway !== request.gateway) return { released: false };
    this.close(held, 'released');
    return { released: true };
  }

  /** From here on every claim is answered `busy`. Resolves when the last session has gone. */
  public async drain(): Promise<void> {
    this.leaving = true;
    if (this.held.size === 0) return;
    await new Promise<void>((resolve) => {
      this.whenEmpty.push(resolve);
    });
  }

  /** Ends all sessions at once. */
  public closeAll(): void {
    this.leaving = true;
    for (const held of [...this.held.values()]) this.close(held, 'worker ends');
  }

  /** A draining worker refuses also what it holds: the gateway that asks is looking for another. */
  private busyReason(sid: string): BusyReason | undefined {
    if (this.leaving) return 'draining';
    if (!this.parts.bus.connected || this.parts.factory.isReady?.() === false) return 'not_ready';
    if (!this.held.has(sid) && this.held.size >= this.parts.capacity) return 'capacity';
    return undefined;
  }

  private take(request: ClaimRequest): HeldSession {
    const before = this.held.get(request.sid);
    if (before?.gateway === request.gateway) {
      before.renew();
      return before;
    }
    if (before !== undefined) this.close(before, 'claimed by another gateway');
    return this.open(request);
  }

  private open({ sid, gateway }: ClaimRequest): HeldSession {
    const { factory, clock, workerId } = this.parts;
    const session = factory.open(sid, gateway, workerId);
    const held = new HeldSession(
      sid,
      gateway,
      session,
      this.subscribe(sid, session),
      clock,
      (expired) => {
        this.close(expired, 'lease expired');
      },
    );
    this.held.set(sid, held);
    return held;
  }

  private subscribe(sid: string, session: RailSession): BusSubscription[] {
    const { bus } = this.parts;
    const end = subscribeEnd(bus, sid, ({ gateway }) => {
      const held = this.held.get(sid);
      if (held === undefined || (gateway ?? held.gateway) !== held.gateway) return;
      this.close(held, 'ended');
    });
    if (session.interrupt === undefined) return [end];
    const interrupts = subscribeInterrupts(bus, sid, ({ from, to }) => {
      session.interrupt?.(from, to);
    });
    return [end, interrupts];
  }

  private close(held: HeldSession, reason: string): void {
    if (held.closed) return;
    if (this.held.get(held.sid) === held) this.held.delete(held.sid);
    const { logger } = this.parts;
    try {
      held.close();
    } catch (err) {
      logger.error('a session did not close cleanly', { sid: held.sid, err });
    }
    logger.debug('session given up', { sid: held.sid, gateway: held.gateway, reason });
    if (this.held.size === 0) for (const resolve of this.whenEmpty.splice(0)) resolve();
  }
}
