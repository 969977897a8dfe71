import fc from 'fast-check';

import { isEcho } from './echo';

const SPOKEN = 'Your appointment is on Tuesday at nine. Would you like a reminder the day before?';

const word = fc.stringMatching(/^[a-z]{2,9}$/).filter((text) => !OBJECTIONS.includes(text));
const OBJECTIONS = ['stop', 'no', 'wait', 'cancel', 'not', 'quiet', 'hold', 'but', 'sorry'];

describe('isEcho', () => {
  it.each([
    ['appointment is on tuesday', 'a part of it'],
    ['Would you like a reminder', 'a part with case and punctuation'],
    ['on tuesday', 'two words'],
    ['appointment', 'one long word'],
    ['your appointment is on thursday at nine', 'one word of seven heard as another'],
    ['would you like reminder the day', 'one of six left out'],
    ['would you like a a reminder', 'one of six doubled'],
    ['tuesday at nine would you', 'words across two sentences'],
  ])('is true of "%s": %s', (heard) => {
    expect(isEcho(heard, SPOKEN)).toBe(true);
  });

  it.each([
    ['', 'nothing'],
    ['yes', 'a short word that was not played'],
    ['nine', 'a short word that was'],
    ['reminders', 'a long word that is only similar'],
    ['yes please', 'an answer'],
    ['tuesday on', 'its words in another order'],
    ['on wednesday', 'one word of two'],
    ['stop the appointment', 'an order'],
    ['no your appointment is on tuesday', 'an objection that repeats'],
    ['i would like a reminder please thanks', 'an answer in its words'],
  ])('is false of "%s": %s', (heard) => {
    expect(isEcho(heard, SPOKEN)).toBe(false);
  });

  it('is false of anything while nothing is played', () => {
    fc.assert(
      fc.property(fc.string(), (heard) => {
        expect(isEcho(heard, '')).toBe(false);
      }),
    );
  });

  it('finds every part of two words or more', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 2, maxLength: 60 }),
        fc.nat(),
        fc.nat(),
        (all, a, b) => {
          const from = a % (all.length - 1);
          const length = 2 + (b % (all.length - from - 1));
          expect(isEcho(all.slice(from, from + length).join(' '), all.join(' '))).toBe(true);
        },
      ),
    );
  });

  it('forgives one wrong word in four and not more', () => {
    const quarters = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(quarters, fc.nat(3), (count, place) => {
        const all = Array.from({ length: 4 * count }, (_, index) => `word${index}`);
        const wrong = all.map((text, index) => (index % 4 === place ? 'misheard' : text));
        expect(isEcho(wrong.join(' '), all.join(' '))).toBe(true);
        wrong[(place + 1) % 4] = 'misheard';
        expect(isEcho(wrong.join(' '), all.join(' '))).toBe(false);
      }),
    );
  });

  it('never throws', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (heard, spoken) => {
        isEcho(heard, spoken);
      }),
    );
  });
});
