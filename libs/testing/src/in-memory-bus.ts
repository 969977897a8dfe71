import type { Clock } from '@voxrail/clock';
import type {
  BusStatus,
  BusSubscription,
  MessageBus,
  MessageHandler,
  Respond,
  StateBucketOptions,
} from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

import { InMemoryBucket } from './in-memory-bucket';

interface Subscriber {
  readonly subject: string;
  readonly onMessage: MessageHandler;
}

interface Queued {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly respond?: Respond;
}

/**
 * A `MessageBus` inside one process, for unit tests of what talks over one: several parties share it.
 * Messages arrive in order, never within `publish`: at the next microtask, or when the test calls
 * `deliver`. Subjects are matched as NATS does, with `*` and a final `>`.
 */
export class InMemoryBus implements MessageBus {
  private status: BusStatus = 'connected';
  private readonly subscribers = new Set<Subscriber>();
  private readonly listeners = new Set<(status: BusStatus) => void>();
  private readonly buckets = new Map<string, InMemoryBucket>();
  private queued: Queued[] = [];
  private droppedCount = 0;

  /** Without a clock a request that nobody answers is waited for without end, and no value of a bucket expires. */
  public constructor(private readonly clock?: Clock) {}

  public get connected(): boolean {
    return this.status === 'connected';
  }

  public get subscriptionCount(): number {
    return this.subscribers.size;
  }

  /** Messages published while disconnected. */
  public get dropped(): number {
    return this.droppedCount;
  }

  public publish(subject: string, data: Uint8Array): void {
    if (!this.connected) {
      this.droppedCount += 1;
      return;
    }
    this.enqueue({ subject, data: data.slice() });
  }

  /** Here at once: a test that counts milliseconds is about something else. */
  public publishSoon(subject: string, data: Uint8Array): void {
    this.publish(subject, data);
  }

  public async request(
    subject: string,
    data: Uint8Array,
    deadlineMs: number,
  ): Promise<Uint8Array> {
    if (!this.connected) throw new BusError('disconnected', 'the message bus has no server');
    if (![...this.subscribers].some((subscriber) => matches(subscriber.subject, subject))) {
      throw new BusError('no_responders', `nobody listens on ${subject}`);
    }
    return new Promise((resolve, reject) => {
      const timer = this.clock?.schedule(deadlineMs, () => {
        reject(new BusError('timeout', `nobody answered on ${subject} in time`));
      });
      const respond = (answer: Uint8Array): void => {
        timer?.cancel();
        resolve(answer.slice());
      };
      this.enqueue({ subject, data: data.slice(), respond });
    });
  }

  public bucket(options: StateBucketOptions): InMemoryBucket {
    const bucket =
      this.buckets.get(options.name) ??
      new InMemoryBucket(options, () => this.connected, this.clock);
    this.buckets.set(options.name, bucket);
    return bucket;
  }

  public subscribe(subject: string, onMessage: MessageHandler): BusSubscription {
    const subscriber: Subscriber = { subject, onMessage };
    this.subscribers.add(subscriber);
    return {
      unsubscribe: () => {
        this.subscribers.delete(subscriber);
      },
    };
  }

  /** Hands out everything that was published, and what is published on the way. */
  public deliver(): void {
    for (let next = this.queued.shift(); next !== undefined; next = this.queued.shift()) {
      for (const subscriber of [...this.subscribers]) {
        if (!this.subscribers.has(subscriber)) continue;
        if (!matches(subscriber.subject, next.subject)) continue;
        subscriber.onMessage(next.data, next.subject, next.respond);
      }
    }
  }

  public async flush(): Promise<void> {
    await Promise.resolve();
    if (!this.connected) throw new BusError('disconnected', 'the message bus has no server');
    this.deliver();
  }

  public onStatus(listener: (status: BusStatus) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Plays the loss and the return of the server. What was not delivered by then is lost. */
  public setStatus(status: BusStatus): void {
    if (status === this.status) return;
    this.status = status;
    if (status !== 'connected') this.queued = [];
    for (const listener of this.listeners) listener(status);
  }

  public async close(): Promise<void> {
    await Promise.resolve();
    this.deliver();
    this.setStatus('closed');
    this.subscribers.clear();
    this.listeners.clear();
  }

  private enqueue(message: Queued): void {
    if (this.queued.length === 0) {
      queueMicrotask(() => {
        this.deliver();
      });
    }
    this.queued.push(message);
  }
}

function matches(pattern: string, subject: string): boolean {
  const tokens = subject.split('.');
  const parts = pattern.split('.');
  for (const [index, part] of parts.entries()) {
    if (part === '>') return tokens.length > index;
    if (part !== '*' && part !== tokens[index]) return false;
    if (tokens[index] === undefined) return false;
  }
  return tokens.length === parts.length;
}
