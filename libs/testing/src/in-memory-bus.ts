import type { BusStatus, BusSubscription, MessageBus } from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

interface Subscriber {
  readonly subject: string;
  readonly onMessage: (data: Uint8Array, subject: string) => void;
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
  private queued: { readonly subject: string; readonly data: Uint8Array }[] = [];
  private droppedCount = 0;

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
    if (this.queued.length === 0) {
      queueMicrotask(() => {
        this.deliver();
      });
    }
    this.queued.push({ subject, data: data.slice() });
  }

  /** Here at once: a test that counts milliseconds is about something else. */
  public publishSoon(subject: string, data: Uint8Array): void {
    this.publish(subject, data);
  }

  public subscribe(
    subject: string,
    onMessage: (data: Uint8Array, subject: string) => void,
  ): BusSubscription {
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
        if (matches(subscriber.subject, next.subject))
          subscriber.onMessage(next.data, next.subject);
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
