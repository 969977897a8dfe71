import type { CallLine } from './call-view';
import { withLine } from './call-view';

const HELLO: CallLine = { turn: 1, speaker: 'user', text: 'Hel', final: false };

describe('withLine', () => {
  it('adds what a turn brings and changes it in place as it grows', () => {
    const begun = withLine([HELLO], { turn: 1, speaker: 'agent' }, () => ({
      text: 'Hi',
      final: false,
    }));
    const grown = withLine(begun, { turn: 1, speaker: 'agent' }, (before) => ({
      text: `${before} there.`,
      final: true,
    }));
    expect(grown).toEqual([HELLO, { turn: 1, speaker: 'agent', text: 'Hi there.', final: true }]);
  });

  it('takes away speech of which nothing was recognized', () => {
    expect(withLine([HELLO], HELLO, () => ({ text: '', final: true }))).toEqual([]);
  });

  it('keeps few lines', () => {
    let lines: readonly CallLine[] = [];
    for (let turn = 0; turn < 600; turn += 1) {
      lines = withLine(lines, { turn, speaker: 'user' }, () => ({ text: 'a', final: true }));
    }
    expect(lines).toHaveLength(500);
    expect(lines[0]?.turn).toBe(100);
  });
});
