import { charactersPlayed, wordsOf } from './spoken-words';

const SEGMENTS = [
  { segment: 0, textStart: 0, textEnd: 10, sampleStart: 0, sampleEnd: 1_000 },
  { segment: 1, textStart: 11, textEnd: 21, sampleStart: 1_000, sampleEnd: null },
];

describe('charactersPlayed', () => {
  it('counts a segment that was played whole, and the share of one that was not', () => {
    expect(charactersPlayed(SEGMENTS, 0)).toBe(0);
    expect(charactersPlayed(SEGMENTS, 500)).toBe(5);
    expect(charactersPlayed(SEGMENTS, 1_000)).toBe(10);
  });

  it('takes fifteen characters for a second where the end of a segment is not known', () => {
    expect(charactersPlayed(SEGMENTS, 1_000 + 1_470 * 4)).toBe(15);
    expect(charactersPlayed(SEGMENTS, 1_000_000)).toBe(21);
  });
});

describe('wordsOf', () => {
  it('splits at white space of any kind and length', () => {
    expect(wordsOf('  One two\n three ')).toEqual(['One', 'two', 'three']);
    expect(wordsOf('')).toEqual([]);
  });
});
