import type { SessionConfig } from '@voxrail/contracts';

import type { PreparedOrders } from '../answer/prepared-orders';
import { TurnTimeline } from './turn-timeline';
import { UserMessage } from './user-message';

/** A turn that the person has begun and that is not committed yet. */
export class OpenTurn {
  public readonly message: UserMessage;
  public readonly timeline = new TurnTimeline();
  public readonly interruptible = true;
  /** Orders that the rails have been told of, while nothing else uses them. */
  public prepared: PreparedOrders | undefined;

  public constructor(
    public readonly turn: number,
    /** The configuration when the turn began: an update holds for later turns. */
    public readonly config: SessionConfig,
    public readonly traceparent: string,
  ) {
    this.message = new UserMessage(turn);
  }
}
