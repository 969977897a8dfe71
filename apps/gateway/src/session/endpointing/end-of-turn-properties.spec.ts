import fc from 'fast-check';

import type { EndOfTurnVerdict } from './end-of-turn';
import { holdMs, judgeEndOfTurn } from './end-of-turn';

const word = fc.constantFrom(
  ...[
    'i',
    'you',
    'it',
    'the',
    'a',
    'my',
    'to',
    'for',
    'on',
    'and',
    'but',
    'so',
    'that',
    'like',
    'um',
  ],
  ...['what', 'when', 'is', 'do', 'can', 'would', "i'd", "it's", 'turn', 'table', 'want', 'have'],
  ...['five', 'seven', 'twenty', 'double', 'b', 'k', 'number', 'either', 'if', 'maybe'],
);
const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));

/** Reasons of which the mark at the end is a part. */
const OF_MARKS = ['opening', 'mark'];

describe('judgeEndOfTurn', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        judgeEndOfTurn(text);
      }),
    );
  });

  it('does not depend on case or white space', () => {
    const space = fc.stringMatching(/^[ \t\n]{1,5}$/);
    fc.assert(
      fc.property(sentence, space, (text, blank) => {
        const verdict = judgeEndOfTurn(text);
        expect(judgeEndOfTurn(text.toUpperCase())).toEqual(verdict);
        expect(judgeEndOfTurn(blank + text.replaceAll(' ', blank) + blank)).toEqual(verdict);
      }),
    );
  });

  it('does not take a full stop after unfinished words for an end', () => {
    fc.assert(
      fc.property(sentence, fc.constantFrom('.', '?', '!'), (text, mark) => {
        const verdict = judgeEndOfTurn(text);
        if (verdict.kind === 'unfinished' && OF_MARKS.includes(verdict.reason)) return;
        expect(judgeEndOfTurn(text + mark)).toEqual(verdict);
      }),
    );
  });

  it('does not depend on how much was said before', () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 1, max: 50 }), (text, times) => {
        const before = 'It was late and we were all tired. '.repeat(times);
        expect(judgeEndOfTurn(before + text)).toEqual(judgeEndOfTurn(`It was late. ${text}`));
      }),
    );
  });

  it.each([
    ['words', 'because '],
    ['spaces', ' '],
    ['stops', '. '],
    ['apostrophes', "'"],
    ['commas', 'a, '],
    ['digits', '1.'],
    ['letters without a space', 'a'],
    ['number words', 'five '],
    ['unpaired surrogates', '\ud83d'],
  ])('judges 16 KiB of %s within 5 ms', (_, piece) => {
    const text = piece.repeat(Math.ceil(16_384 / piece.length));
    const times = Array.from({ length: 7 }, () => {
      const start = performance.now();
      judgeEndOfTurn(text);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(5);
  });
});

describe('holdMs', () => {
  const complete: EndOfTurnVerdict = { kind: 'complete' };
  const unfinished: EndOfTurnVerdict = { kind: 'unfinished', reason: 'conjunction' };
  const number: EndOfTurnVerdict = { kind: 'unfinished', reason: 'number' };

  it('is nothing for a complete turn, and all that is allowed for an unfinished one', () => {
    expect(holdMs(complete, 1_000)).toBe(0);
    expect(holdMs(unfinished, 1_000)).toBe(1_000);
    expect(holdMs(unfinished, 3_000)).toBe(3_000);
  });

  it('is shorter where the turn could be over, and never more than is allowed', () => {
    expect(holdMs(number, 1_000)).toBe(500);
    expect(holdMs(number, 200)).toBe(200);
  });
});
