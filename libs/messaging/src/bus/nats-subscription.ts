import type { NatsConnection, Subscription } from 'nats';

import type { BusObserver } from './bus-observer';
import type { BusSubscription } from './message-bus';

/** One subscription of the bus, attached to whichever connection it has at the time. */
export class NatsBusSubscription implements BusSubscription {
  private attached: Subscription | undefined;

  public constructor(
    private readonly subject: string,
    private readonly onMessage: (data: Uint8Array, subject: string) => void,
    private readonly observer: Partial<BusObserver>,
    private readonly onUnsubscribed: (subscription: NatsBusSubscription) => void,
  ) {}

  public attach(connection: NatsConnection): void {
    this.attached = connection.subscribe(this.subject, {
      callback: (error, message) => {
        if (error === null) this.deliver(message.data, message.subject);
        else this.observer.serverError?.(error);
      },
    });
  }

  public unsubscribe(): void {
    this.onUnsubscribed(this);
    const attached = this.attached;
    this.attached = undefined;
    if (attached !== undefined && !attached.isClosed()) attached.unsubscribe();
  }

  private deliver(data: Uint8Array, subject: string): void {
    // What was read together with the unsubscribe's reason is still handed out by the client library.
    if (this.attached === undefined) return;
    try {
      this.onMessage(data, subject);
    } catch (error) {
      this.observer.handlerFailed?.(this.subject, error);
    }
  }
}
