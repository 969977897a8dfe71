import { heardOf } from './heard-marks';
import type { AnswerRecord } from './session-record';

const TEXT = 'One two three four five.';

const ANSWER: AnswerRecord = {
  turn: 1,
  text: TEXT,
  unrecorded: TEXT,
  given: false,
  interruptible: true,
  spoken: true,
  playedMs: 0,
  marks: [
    { ms: 0, characters: 0 },
    { ms: 1_000, characters: 14 },
  ],
};

const words = (answer: AnswerRecord, playedMs: number): string =>
  TEXT.slice(0, heardOf(answer, playedMs));

describe('what was heard of an answer', () => {
  it.each([
    [0, ''],
    [-5, ''],
    [100, ''],
    [300, 'One'],
    [600, 'One two'],
    [1_000, 'One two three'],
    [1_400, 'One two three four'],
    [60_000, TEXT],
  ])('after %d ms is whole words: %s', (playedMs, heard) => {
    expect(words(ANSWER, playedMs)).toBe(heard);
  });

  it('of which nothing is known goes by the pace of a person', () => {
    expect(words({ ...ANSWER, marks: [] }, 500)).toBe('One two');
  });

  it('that is only read is all that has come', () => {
    expect(words({ ...ANSWER, spoken: false, marks: [] }, 0)).toBe(TEXT);
  });
});
