import fc from 'fast-check';

import { ResponseOrder } from './response-order';

describe('ResponseOrder', () => {
  it('lets responses out in the order of their requests, whichever is ready first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }).chain((count) =>
          fc.shuffledSubarray(
            Array.from({ length: count }, (_, index) => index),
            { minLength: count },
          ),
        ),
        (readiness) => {
          const released: number[] = [];
          const order = new ResponseOrder<number>((response) => released.push(response));
          const slots = readiness.map(() => order.reserve());
          for (const index of readiness) slots[index]?.fill(index);
          expect(released).toEqual([...readiness].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('takes one response for each place', () => {
    const released: string[] = [];
    const order = new ResponseOrder<string>((response) => released.push(response));
    const slot = order.reserve();
    slot.fill('first');
    slot.fill('second');
    expect(released).toEqual(['first']);
  });
});
