import { Caller } from '@voxrail/caller';
import type { Clock } from '@voxrail/clock';
import type { SessionConfigDto } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';

import { DecisionTap } from '../measure/decision-tap';
import type { Distribution } from '../measure/distribution';
import { OrderTap } from '../measure/order-tap';

export interface LoadCallerOptions {
  readonly url: string;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly session: Partial<SessionConfigDto>;
  /** Takes how late each frame left, over all callers. */
  readonly lateness: Distribution;
  /** Whether what the models make for the session is listened in on as well. Default false. */
  readonly tapOrders?: boolean;
}

/** A caller whose session's decisions are listened in on. */
export class LoadCaller {
  private tap: DecisionTap | undefined;
  private orderTap: OrderTap | undefined;

  private constructor(public readonly caller: Caller) {}

  public static async open(options: LoadCallerOptions): Promise<LoadCaller> {
    const caller = new Caller({
      url: options.url,
      session: options.session,
      clock: options.clock,
      onLateness: (lateMs) => {
        options.lateness.record(lateMs);
      },
    });
    const loadCaller = new LoadCaller(caller);
    const connected = await caller.call();
    loadCaller.tap = new DecisionTap(options.bus, connected.session_id);
    if (options.tapOrders === true) {
      loadCaller.orderTap = new OrderTap(options.bus, connected.session_id);
    }
    return loadCaller;
  }

  /** The last decision that speech had ended, not after `ms`. */
  public endDecidedBefore(ms: number): number | undefined {
    return this.tap?.endedAtMs.findLast((atMs) => atMs <= ms);
  }

  /** The last decision that speech had begun, not after `ms`. */
  public startDecidedBefore(ms: number): number | undefined {
    return this.tap?.startedAtMs.findLast((atMs) => atMs <= ms);
  }

  /** What the models made for the session. @throws Error when that was not asked for */
  public get orders(): OrderTap {
    if (this.orderTap === undefined) throw new Error('orders are not tapped');
    return this.orderTap;
  }

  public async close(): Promise<void> {
    await this.caller.hangUp();
    this.tap?.close();
    this.orderTap?.close();
  }
}
