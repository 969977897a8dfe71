import { setImmediate } from 'node:timers/promises';

import fc from 'fast-check';

import { DeltaBatch } from './delta-batch';

function batch(): { batch: DeltaBatch; sent: [string, number][] } {
  const sent: [string, number][] = [];
  return { batch: new DeltaBatch((text, offset) => sent.push([text, offset])), sent };
}

describe('DeltaBatch', () => {
  it('sends the first piece at once, and those that come together as one', async () => {
    const { batch: deltas, sent } = batch();
    deltas.add('One', 0);
    expect(sent).toEqual([['One', 0]]);
    deltas.add(' two', 3);
    deltas.add(' three', 7);
    expect(sent).toHaveLength(1);
    await setImmediate();
    expect(sent).toEqual([
      ['One', 0],
      [' two three', 3],
    ]);
  });

  it('sends nothing of what was discarded', async () => {
    const { batch: deltas, sent } = batch();
    deltas.add('One', 0);
    deltas.add(' two', 3);
    deltas.discard();
    await setImmediate();
    expect(sent).toEqual([['One', 0]]);
  });

  it('sends every character once, in order, at its place, however pieces and flushes fall', () => {
    const step = fc.oneof(fc.string({ minLength: 1, maxLength: 5 }), fc.constant(null));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { batch: deltas, sent } = batch();
        let all = '';
        for (const text of steps) {
          if (text === null) deltas.flush();
          else {
            deltas.add(text, all.length);
            all += text;
          }
        }
        deltas.flush();
        expect(sent.map(([text]) => text).join('')).toBe(all);
        let position = 0;
        for (const [text, offset] of sent) {
          expect(offset).toBe(position);
          position += text.length;
        }
      }),
    );
  });
});
