import type { Clock, Timer } from '@voxrail/clock';
import type { LeaseReply, LeaseRequest, ReleaseReply, ReleaseRequest } from '@voxrail/contracts';
import { LEASE_INTERVAL_MS, workerSubject } from '@voxrail/contracts';
import type { ControlClient, MessageBus } from '@voxrail/messaging';
import { ControlError } from '@voxrail/messaging';

/** `gone`: the worker or the session there is lost. `draining`: it wants the session to move. */
export type LeaseEnd = 'gone' | 'draining';

interface WorkerLeases {
  readonly sessions: Map<string, (end: LeaseEnd) => void>;
  silentRenewals: number;
}

/** A worker that misses two renewals in a row is taken for dead: a pause at most 1.5 s long. */
const MAX_SILENT_RENEWALS = 2;

/** Renews the leases of all of this gateway's sessions, with one request per worker. */
export class LeaseKeeper {
  private readonly workers = new Map<string, WorkerLeases>();
  private timer: Timer | undefined;

  public constructor(
    private readonly control: Pick<ControlClient, 'request'>,
    private readonly bus: MessageBus,
    private readonly clock: Clock,
    private readonly gatewayId: string,
  ) {}

  /** From here on the lease is renewed; `onEnd` is called at most once, when it cannot be. */
  public hold(worker: string, sid: string, onEnd: (end: LeaseEnd) => void): void {
    const leases = this.workers.get(worker) ?? { sessions: new Map(), silentRenewals: 0 };
    leases.sessions.set(sid, onEnd);
    this.workers.set(worker, leases);
    this.timer ??= this.clock.schedule(LEASE_INTERVAL_MS, () => {
      this.tick();
    });
  }

  /** The lease is not renewed any more, and nothing is told of it. */
  public drop(worker: string, sid: string): void {
    const leases = this.workers.get(worker);
    leases?.sessions.delete(sid);
    if (leases?.sessions.size === 0) this.workers.delete(worker);
    if (this.workers.size > 0) return;
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Gives the session back, and waits until the worker has let go of it or does not answer. */
  public async release(worker: string, sid: string): Promise<void> {
    this.drop(worker, sid);
    const request: ReleaseRequest = { sid, gateway: this.gatewayId };
    await this.control
      .request<ReleaseRequest, ReleaseReply>(
        workerSubject(worker, 'release'),
        request,
        LEASE_INTERVAL_MS,
      )
      .catch(() => undefined);
  }

  /**
   * Every session has to claim its workers again. For a broker that is back: what was sent meanwhile is
   * lost, and a worker may renew a lease before it hears the session's subjects again, while a claim is
   * only answered when it does.
   */
  public endAll(): void {
    for (const [worker, leases] of [...this.workers]) {
      for (const sid of [...leases.sessions.keys()]) this.end(worker, sid, 'gone');
    }
  }

  /** Leases that are held: zero when no session is. */
  public get held(): number {
    let sum = 0;
    for (const leases of this.workers.values()) sum += leases.sessions.size;
    return sum;
  }

  /** Resolves when all workers have answered or failed to. */
  private async renewAll(): Promise<void> {
    // Without a broker nobody can answer, which says nothing about the workers.
    if (!this.bus.connected) return;
    await Promise.all(
      [...this.workers].map(async ([worker, leases]) => this.renew(worker, leases)),
    );
  }

  private tick(): void {
    this.timer = this.clock.schedule(LEASE_INTERVAL_MS, () => {
      this.tick();
    });
    void this.renewAll();
  }

  private async renew(worker: string, leases: WorkerLeases): Promise<void> {
    const request: LeaseRequest = { gateway: this.gatewayId, sids: [...leases.sessions.keys()] };
    try {
      const reply = await this.control.request<LeaseRequest, LeaseReply>(
        workerSubject(worker, 'lease'),
        request,
        LEASE_INTERVAL_MS,
      );
      leases.silentRenewals = 0;
      for (const sid of reply.unknown) this.end(worker, sid, 'gone');
      if (reply.draining) for (const sid of request.sids) this.end(worker, sid, 'draining');
    } catch (error) {
      if (!this.isLost(leases, error)) return;
      for (const sid of request.sids) this.end(worker, sid, 'gone');
    }
  }

  private isLost(leases: WorkerLeases, error: unknown): boolean {
    if (!this.bus.connected || !(error instanceof ControlError)) return false;
    switch (error.code) {
      case 'no_responders':
        return true;
      case 'timeout':
        leases.silentRenewals += 1;
        return leases.silentRenewals >= MAX_SILENT_RENEWALS;
      case 'failed':
        return false;
    }
  }

  private end(worker: string, sid: string, end: LeaseEnd): void {
    const onEnd = this.workers.get(worker)?.sessions.get(sid);
    if (onEnd === undefined) return;
    this.drop(worker, sid);
    onEnd(end);
  }
}
