import type { HistoryMessage } from '@voxrail/contracts';
import * as fc from 'fast-check';

import { fitHistory, splitIntoTurns } from './context-window';

const anyMessage: fc.Arbitrary<HistoryMessage> = fc.record({
  role: fc.constantFrom('user' as const, 'assistant' as const, 'tool' as const),
  content: fc.string({ maxLength: 20 }),
});

const anyHistory = fc.array(anyMessage, { maxLength: 30 });

function measure(turn: readonly HistoryMessage[]): number {
  return turn.reduce((sum, message) => sum + message.content.length, 0);
}

describe('fitHistory', () => {
  it('keeps the newest turns that fit and counts the messages it left out', () => {
    const history: HistoryMessage[] = [
      { role: 'user', content: 'aaaa' },
      { role: 'assistant', content: 'bbbb' },
      { role: 'user', content: 'cccc' },
      { role: 'assistant', content: 'dddd' },
      { role: 'user', content: 'eeee' },
    ];
    expect(fitHistory(history, 13, measure)).toEqual({
      kept: history.slice(2),
      droppedMessages: 2,
    });
  });

  it('has no answer when the newest turn alone is too long', () => {
    expect(fitHistory([{ role: 'user', content: 'too long' }], 3, measure)).toBeNull();
  });

  it('fits an empty history', () => {
    expect(fitHistory([], 0, measure)).toEqual({ kept: [], droppedMessages: 0 });
  });

  it('leaves out from the front only, never beyond the budget, never more than needed', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat({ max: 300 }), (history, budget) => {
        const fitted = fitHistory(history, budget, measure);
        const newest = splitIntoTurns(history).at(-1) ?? [];
        if (fitted === null) {
          expect(measure(newest)).toBeGreaterThan(budget);
          return;
        }
        expect(fitted.kept).toEqual(history.slice(fitted.droppedMessages));
        expect(measure(fitted.kept)).toBeLessThanOrEqual(budget);
        const dropped = splitIntoTurns(history.slice(0, fitted.droppedMessages)).at(-1);
        if (dropped !== undefined) {
          expect(measure(fitted.kept) + measure(dropped)).toBeGreaterThan(budget);
        }
      }),
    );
  });

  it('never parts a result from its call', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat({ max: 300 }), (history, budget) => {
        const fitted = fitHistory(history, budget, measure);
        if (fitted === null || fitted.droppedMessages === 0) return;
        expect(fitted.kept[0]?.role).toBe('user');
      }),
    );
  });
});
