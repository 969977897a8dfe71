import type { Clock, Timer } from '@voxrail/clock';
import type { RailName } from '@voxrail/contracts';
import { RAIL_NAMES } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';

import { AsrRail } from './asr-rail';
import type { ClaimedWorker, RailClaims } from './claim';
import type { LeaseEnd, LeaseKeeper } from './lease-keeper';
import { LlmRail } from './llm-rail';
import { OrderBroadcast } from './order-broadcast';
import { TtsRail } from './tts-rail';

export interface RailEvents {
  /** The worker is lost or wants to go; `onRailReplaced` or `onRailUnavailable` follows. */
  onRailLost(rail: RailName): void;
  /** Another worker has taken over: what was under way on this rail has to be ordered again. */
  onRailReplaced(rail: RailName): void;
  /** No worker could be found in time. */
  onRailUnavailable(rail: RailName): void;
}

export interface RailParts {
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly claims: RailClaims;
  readonly leases: LeaseKeeper;
}

/** From the loss of a worker until the search for another is given up. */
const RECOVERY_MS = 5_000;

const RETRY_MS = 200;

const IGNORED: RailEvents = {
  onRailLost: () => undefined,
  onRailReplaced: () => undefined,
  onRailUnavailable: () => undefined,
};

/** One session's three rails: a claimed worker each, and another one when that is lost. */
export class SessionRails {
  public readonly asr: AsrRail;
  public readonly llm: LlmRail;
  public readonly tts: TtsRail;
  public readonly broadcast: OrderBroadcast;
  private readonly workers = new Map<RailName, ClaimedWorker>();
  private readonly retries = new Map<RailName, Timer>();
  private events = IGNORED;
  private closed = false;

  private constructor(
    private readonly parts: RailParts,
    private readonly sid: string,
    private readonly mayClaim: () => Promise<boolean>,
  ) {
    this.asr = new AsrRail(parts.bus, sid);
    this.llm = new LlmRail(parts.bus, sid);
    this.tts = new TtsRail(parts.bus, sid);
    this.broadcast = new OrderBroadcast(parts.bus, parts.clock, sid, parts.claims.gatewayId);
  }

  /**
   * Claims a worker of each rail at once.
   * @param mayClaim asked before a lost worker is replaced: it may have been claimed for a gateway that
   *   has taken the session over, and must not be claimed back.
   * @throws VoxrailError `rail_unavailable` or `capacity`, naming the rail; then nothing is held.
   */
  public static async open(
    parts: RailParts,
    sid: string,
    mayClaim: () => Promise<boolean> = async () => Promise.resolve(true),
  ): Promise<SessionRails> {
    const rails = new SessionRails(parts, sid, mayClaim);
    const results = await Promise.allSettled(
      RAIL_NAMES.map(async (rail) => {
        rails.hold(rail, await parts.claims.claim(rail, sid));
      }),
    );
    const refusal = results.find((result) => result.status === 'rejected');
    if (refusal === undefined) return rails;
    rails.close('refused');
    throw refusal.reason;
  }

  /** Losses are told to `events` from here on. */
  public watch(events: RailEvents): void {
    this.events = events;
  }

  /** Whether times of this rail's worker can be compared with this process's. */
  public sharesClock(rail: RailName, clockId: string): boolean {
    return this.workers.get(rail)?.clockId === clockId;
  }

  /** Whether a worker of the rail is held at the moment. */
  public has(rail: RailName): boolean {
    return this.workers.has(rail);
  }

  /** Tells all workers to forget the session and gives everything back. */
  public close(reason: string): void {
    if (this.closed) return;
    this.broadcast.end(reason);
    for (const { worker } of this.workers.values()) this.parts.leases.drop(worker, this.sid);
    this.shut();
  }

  /** Gives everything back, and the workers to the gateway that goes on with the session. */
  public leave(): void {
    if (this.closed) return;
    for (const { worker } of this.workers.values()) {
      void this.parts.leases.release(worker, this.sid);
    }
    this.shut();
  }

  private shut(): void {
    this.closed = true;
    this.events = IGNORED;
    this.workers.clear();
    for (const timer of this.retries.values()) timer.cancel();
    this.retries.clear();
    this.asr.close();
    this.llm.close();
    this.tts.close();
  }

  private hold(rail: RailName, claimed: ClaimedWorker): void {
    if (this.closed) {
      void this.parts.leases.release(claimed.worker, this.sid);
      return;
    }
    this.workers.set(rail, claimed);
    this[rail].assign(claimed.worker);
    this.parts.leases.hold(claimed.worker, this.sid, (end) => {
      void this.replace(rail, claimed.worker, end);
    });
  }

  private async replace(rail: RailName, lost: string, end: LeaseEnd): Promise<void> {
    this.workers.delete(rail);
    this.events.onRailLost(rail);
    const released = this.parts.leases.release(lost, this.sid);
    // A draining worker would go on serving beside its successor until it has let go.
    if (end === 'draining') await released;
    if (!(await this.mayClaim())) return;
    await this.search(rail, this.parts.clock.nowMs() + RECOVERY_MS);
  }

  private async search(rail: RailName, untilMs: number): Promise<void> {
    if (this.closed) return;
    try {
      this.hold(rail, await this.parts.claims.claim(rail, this.sid));
      this.events.onRailReplaced(rail);
    } catch {
      this.searchAgain(rail, untilMs);
    }
  }

  private searchAgain(rail: RailName, untilMs: number): void {
    if (this.closed) return;
    const nowMs = this.parts.clock.nowMs();
    // Without a broker nobody could be found; the time begins again when it is back.
    const limitMs = this.parts.bus.connected ? untilMs : nowMs + RECOVERY_MS;
    if (nowMs >= limitMs) {
      this.events.onRailUnavailable(rail);
      return;
    }
    const timer = this.parts.clock.schedule(RETRY_MS, () => {
      this.retries.delete(rail);
      void this.search(rail, limitMs);
    });
    this.retries.set(rail, timer);
  }
}
