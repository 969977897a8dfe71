import type { Msg, NatsConnection, Subscription } from 'nats';

import type { BusObserver } from './bus-observer';
import type { BusSubscription, MessageHandler } from './message-bus';

/** One subscription of the bus, attached to whichever connection it has at the time. */
export class NatsBusSubscription implements BusSubscription {
  private attached: Subscription | undefined;

  public constructor(
    private readonly subject: string,
    private readonly onMessage: MessageHandler,
    private readonly observer: Partial<BusObserver>,
    private readonly onUnsubscribed: (subscription: NatsBusSubscription) => void,
  ) {}

  public attach(connection: NatsConnection): void {
    this.attached = connection.subscribe(this.subject, {
      callback: (error, message) => {
        if (error === null) this.deliver(message);
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

  private deliver(message: Msg): void {
    // What was read together with the unsubscribe's reason is still handed out by the client library.
    if (this.attached === undefined) return;
    try {
      const { data, subject, reply } = message;
      if (reply === undefined || reply === '') this.onMessage(data, subject);
      else {
        this.onMessage(data, subject, (answer) => {
          this.respond(message, answer);
        });
      }
    } catch (error) {
      this.observer.handlerFailed?.(this.subject, error);
    }
  }

  private respond(message: Msg, answer: Uint8Array): void {
    try {
      message.respond(answer);
    } catch (error) {
      // The connection is gone, and whoever asked has been told.
      this.observer.serverError?.(error);
    }
  }
}
