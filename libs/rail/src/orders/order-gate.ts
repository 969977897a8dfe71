/** `already_open`: a doubled start. `dead`: interrupted, over, or overtaken by a newer order. */
export type OpenResult = 'opened' | 'already_open' | 'dead';

interface OrderRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Interrupts of orders that have not been seen yet, kept apart from each other. They come only from
 * orders of other rails, so they stay few; when they do not, the oldest are the ones to forget.
 */
const MAX_RANGES = 64;

/**
 * Which orders of a session may still do something. Orders only rise, so everything up to the newest
 * one that was opened is dead unless it is open; above that only what an interrupt has named is. A
 * dead order never opens again, and an interrupt touches nothing outside its range.
 */
export class OrderGate {
  private readonly opened = new Set<number>();
  /** Every order up to here is dead, unless it is in `opened`. */
  private floor = -1;
  /** Dead orders above the floor: ascending, disjoint, not adjacent. */
  private interrupted: OrderRange[] = [];

  /** Orders that are open, oldest first. */
  public get openOrders(): readonly number[] {
    return [...this.opened];
  }

  public isOpen(order: number): boolean {
    return this.opened.has(order);
  }

  /** Whether a start of this order would be refused as `dead`. */
  public isDead(order: number): boolean {
    if (this.opened.has(order)) return false;
    if (!isOrder(order) || order <= this.floor) return true;
    return this.interrupted.some((range) => range.from <= order && order <= range.to);
  }

  /** The start of an order has arrived. */
  public open(order: number): OpenResult {
    if (this.opened.has(order)) return 'already_open';
    if (this.isDead(order)) return 'dead';
    this.opened.add(order);
    this.raiseFloor(order);
    return 'opened';
  }

  /** The order is over, one way or the other. */
  public close(order: number): void {
    this.opened.delete(order);
  }

  /** Kills `from` to `to`, both included. Returns those of them that were open, oldest first. */
  public interrupt(from: number, to: number): readonly number[] {
    if (!isOrder(from) || !isOrder(to) || from > to) return [];
    const died = this.openOrders.filter((order) => from <= order && order <= to);
    for (const order of died) this.opened.delete(order);
    if (to > this.floor) this.remember({ from: Math.max(from, this.floor + 1), to });
    return died;
  }

  private remember(added: OrderRange): void {
    let merged = added;
    const apart: OrderRange[] = [];
    for (const range of this.interrupted) {
      if (range.to + 1 < merged.from || merged.to + 1 < range.from) apart.push(range);
      else {
        merged = { from: Math.min(range.from, merged.from), to: Math.max(range.to, merged.to) };
      }
    }
    this.interrupted = [...apart, merged].sort((a, b) => a.from - b.from);
    const oldest = this.interrupted[0];
    const full = this.interrupted.length > MAX_RANGES;
    if (oldest !== undefined && (full || oldest.from === this.floor + 1))
      this.raiseFloor(oldest.to);
  }

  private raiseFloor(to: number): void {
    this.floor = Math.max(this.floor, to);
    const above = this.interrupted.filter((range) => range.to > this.floor);
    this.interrupted = above.map((range) => ({
      from: Math.max(range.from, this.floor + 1),
      to: range.to,
    }));
    const first = this.interrupted[0];
    if (first?.from === this.floor + 1) {
      this.floor = first.to;
      this.interrupted = this.interrupted.slice(1);
    }
  }
}

function isOrder(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
