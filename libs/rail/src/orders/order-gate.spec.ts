import * as fc from 'fast-check';

import { OrderGate } from './order-gate';

describe('OrderGate', () => {
  it('opens an order once and tells a doubled start from a dead one', () => {
    const gate = new OrderGate();
    expect(gate.isOpen(3)).toBe(false);
    expect(gate.open(3)).toBe('opened');
    expect(gate.open(3)).toBe('already_open');
    expect(gate.isOpen(3)).toBe(true);
    gate.close(3);
    expect(gate.open(3)).toBe('dead');
  });

  it('refuses an order that was overtaken by a newer one', () => {
    const gate = new OrderGate();
    gate.open(7);
    expect(gate.open(5)).toBe('dead');
    expect(gate.isOpen(7)).toBe(true);
  });

  it('lets an older order that is open live beside a newer one', () => {
    const gate = new OrderGate();
    gate.open(5);
    gate.open(7);
    expect(gate.openOrders).toEqual([5, 7]);
  });

  it('refuses an order whose interrupt arrived before its start', () => {
    const gate = new OrderGate();
    expect(gate.interrupt(4, 6)).toEqual([]);
    expect(gate.open(5)).toBe('dead');
    expect(gate.open(7)).toBe('opened');
  });

  it('does nothing more for a doubled interrupt', () => {
    const gate = new OrderGate();
    gate.open(4);
    expect(gate.interrupt(4, 4)).toEqual([4]);
    expect(gate.interrupt(4, 4)).toEqual([]);
    expect(gate.isOpen(4)).toBe(false);
  });

  it('does not touch a newer order when an interrupt of an old range comes late', () => {
    const gate = new OrderGate();
    gate.open(4);
    gate.open(9);
    expect(gate.interrupt(1, 8)).toEqual([4]);
    expect(gate.isOpen(9)).toBe(true);
  });

  it.each([
    [5, 4],
    [-1, 3],
    [0.5, 3],
    [0, Number.NaN],
  ])('ignores an interrupt from %d to %d', (from, to) => {
    const gate = new OrderGate();
    gate.open(2);
    expect(gate.interrupt(from, to)).toEqual([]);
    expect(gate.open(3)).toBe('opened');
  });

  it('keeps its memory bounded when no order is ever opened', () => {
    const gate = new OrderGate();
    for (let order = 0; order < 100_000; order += 2) gate.interrupt(order, order);
    expect(gate.isDead(99_999)).toBe(false);
    expect(gate.isDead(99_998)).toBe(true);
    expect(gate.isDead(0)).toBe(true);
    expect(JSON.stringify(gate).length).toBeLessThan(5_000);
  });

  describe('against a model that remembers everything', () => {
    type Step =
      | { readonly kind: 'open'; readonly order: number }
      | { readonly kind: 'close'; readonly order: number }
      | { readonly kind: 'interrupt'; readonly from: number; readonly to: number };

    // Few enough numbers for collisions, and fewer separate ranges than the gate keeps.
    const order = fc.integer({ min: 0, max: 60 });
    const step: fc.Arbitrary<Step> = fc.oneof(
      order.map((value): Step => ({ kind: 'open', order: value })),
      order.map((value): Step => ({ kind: 'close', order: value })),
      fc
        .tuple(order, fc.integer({ min: 0, max: 8 }))
        .map(([from, length]): Step => ({ kind: 'interrupt', from, to: from + length })),
    );

    it('never opens a dead order again and never touches one outside an interrupt', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
          const gate = new OrderGate();
          const open = new Set<number>();
          const dead = new Set<number>();
          let newest = -1;
          for (const taken of steps) {
            switch (taken.kind) {
              case 'open': {
                const expected = open.has(taken.order)
                  ? 'already_open'
                  : dead.has(taken.order) || taken.order <= newest
                    ? 'dead'
                    : 'opened';
                expect(gate.open(taken.order)).toBe(expected);
                if (expected === 'opened') {
                  open.add(taken.order);
                  newest = taken.order;
                }
                break;
              }
              case 'close':
                gate.close(taken.order);
                if (open.delete(taken.order)) dead.add(taken.order);
                break;
              case 'interrupt': {
                const died = [...open].filter((one) => taken.from <= one && one <= taken.to);
                expect(gate.interrupt(taken.from, taken.to)).toEqual(died);
                for (let one = taken.from; one <= taken.to; one += 1) {
                  open.delete(one);
                  dead.add(one);
                }
                break;
              }
            }
            expect(gate.openOrders).toEqual([...open]);
            for (let one = 0; one <= 70; one += 1) {
              expect(gate.isDead(one)).toBe(!open.has(one) && (dead.has(one) || one <= newest));
            }
          }
        }),
        { numRuns: 300 },
      );
    });
  });
});
