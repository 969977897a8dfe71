import type { Clock } from '@voxrail/clock';

import type { BucketRule } from './token-bucket';
import { TokenBucket } from './token-bucket';

/**
 * Messages of any kind on one connection. Audio of 10 ms a message at 1.5 times real time is 150 a
 * second, on Socket.IO twice as many; the rest is for what the sessions limit more closely.
 */
const MESSAGES: BucketRule = { perSecond: 400, burst: 1_200 };

/** Each ping is answered, and the answers to a client that does not read them pile up. */
const PINGS: BucketRule = { perSecond: 10, burst: 40 };

/** What a connection may cost before anybody looks at what is in its messages. */
export class FrameLimit {
  private readonly messages: TokenBucket;
  private readonly pings: TokenBucket;

  public constructor(clock: Clock) {
    this.messages = new TokenBucket(clock, MESSAGES);
    this.pings = new TokenBucket(clock, PINGS);
  }

  /** Counts a message. @returns whether it may be taken */
  public message(): boolean {
    return this.messages.take();
  }

  /** Counts a ping or an unasked pong. @returns whether it may be taken */
  public ping(): boolean {
    return this.pings.take();
  }
}
