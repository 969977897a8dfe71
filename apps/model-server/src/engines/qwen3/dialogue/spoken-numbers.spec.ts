import * as fc from 'fast-check';

import { findNumbers, numberAt, sayNumber } from './spoken-numbers';

describe('numberAt', () => {
  it.each([
    ['five', 5],
    ['twenty one', 21],
    ['two hundred and five', 205],
    ['three thousand four hundred twelve', 3_412],
    ['one million', 1_000_000],
    ['three point one four', 3.14],
    ['1,250', 1_250],
    ['12.5', 12.5],
  ])('reads %s', (said, value) => {
    const words = said.split(' ');
    expect(numberAt(words, 0)).toEqual({ value, words: words.length });
  });

  it('keeps numbers apart that are said one after the other', () => {
    expect(findNumbers('five five and twenty one thirty'.split(' '))).toEqual([5, 5, 21, 30]);
  });

  it('finds nothing where no number is said', () => {
    expect(numberAt(['forward'], 0)).toBeUndefined();
    expect(numberAt([], 0)).toBeUndefined();
  });

  it('reads back every number that it says', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999 }), (value) => {
        const words = sayNumber(value).split(/[ -]/);
        expect(numberAt(words, 0)).toEqual({ value, words: words.length });
      }),
    );
  });
});
