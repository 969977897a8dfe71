import type { SessionConfig } from '@voxrail/contracts';

import type { OrderParts } from './prepared-orders';
import { PreparedOrders } from './prepared-orders';

/** `first`: of a new generation or speech, for which one may have been prepared; `again`: for the rest of one that was lost. */
export type OrderUse = 'first' | 'again';

/** The orders of one answer: the next of each rail, where they are prepared, and the range of all that were given. */
export class AnswerOrders {
  private prepared: PreparedOrders | undefined;
  private first = Infinity;
  private last = -1;

  public constructor(
    private readonly parts: OrderParts,
    private readonly config: SessionConfig,
    private readonly traceparent: string,
  ) {}

  /** These are taken first. */
  public use(prepared: PreparedOrders | undefined): void {
    this.prepared = prepared;
  }

  /** A further generation, and speech, are likely soon: the rails are told. */
  public prepare(): void {
    this.prepared?.discard();
    this.prepared = new PreparedOrders(this.parts, this.config, this.traceparent);
  }

  public takeGeneration(use: OrderUse): number {
    return this.take(use === 'first' ? this.prepared?.takeGeneration() : undefined);
  }

  public takeSpeech(use: OrderUse): number {
    return this.take(use === 'first' ? this.prepared?.takeSpeech() : undefined);
  }

  /** Every rail stops whatever it does for the answer. */
  public kill(): void {
    if (this.last >= 0) this.parts.broadcast.interrupt(this.first, this.last);
  }

  /** The rails stop what they do for one order. */
  public killOne(order: number): void {
    this.parts.broadcast.interrupt(order, order);
  }

  /** What was prepared and not taken is given back. */
  public discardPrepared(): void {
    this.prepared?.discard();
  }

  private take(prepared: number | undefined): number {
    const order = prepared ?? this.parts.orders.next();
    this.first = Math.min(this.first, order);
    this.last = Math.max(this.last, order);
    return order;
  }
}
