import fc from 'fast-check';

import { SpeculationBudget } from './speculation-budget';

describe('SpeculationBudget', () => {
  it('affords five starts in one turn and no more', () => {
    const budget = new SpeculationBudget();
    const starts = Array.from({ length: 9 }, () => budget.spend());
    expect(starts.filter(Boolean)).toHaveLength(5);
    budget.turnCommitted();
    expect(budget.spend()).toBe(true);
  });

  it('does not refill by turns of which nothing came', () => {
    const budget = new SpeculationBudget();
    let starts = 0;
    for (let turn = 0; turn < 20; turn += 1) {
      while (budget.spend()) starts += 1;
      budget.turnAbandoned();
    }
    expect(starts).toBe(8);
  });

  it('keeps what fluent turns leave over for hesitant ones, up to twenty', () => {
    const budget = new SpeculationBudget();
    for (let turn = 0; turn < 100; turn += 1) budget.turnCommitted();
    let starts = 0;
    for (let turn = 0; turn < 20; turn += 1) {
      while (budget.spend()) starts += 1;
      budget.turnAbandoned();
    }
    expect(starts).toBe(20);
  });

  it('begins at most three generations for each answered turn in the long run', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 60 }), (pauses) => {
        const budget = new SpeculationBudget();
        let starts = 0;
        for (const wanted of pauses) {
          for (let pause = 0; pause < wanted; pause += 1) if (budget.spend()) starts += 1;
          budget.turnCommitted();
        }
        expect(starts).toBeLessThanOrEqual(8 + 3 * pauses.length);
      }),
    );
  });
});
