import fc from 'fast-check';

import { normalizeTranscript } from './normalized-transcript';

describe('normalizeTranscript', () => {
  it.each([
    ['Hello, there.', 'hello there'],
    ['  hello\n\tthere  ', 'hello there'],
    ['I don’t know', "i don't know"],
    ["the boys' room 'quoted'", 'the boys room quoted'],
    ['Twenty-three', 'twenty three'],
    ['At 7 a.m. in the U.S.A.', 'at 7 am in the usa'],
    ['S. M. I. T. H.', 's m i t h'],
    ['É e\u0301', 'é é'],
    ['…?!', ''],
  ])('makes %j %j', (text, normalized) => {
    expect(normalizeTranscript(text)).toBe(normalized);
  });

  it.each(['3.5', '7:30', '1,000', '555-0172', '24/7', '50%', '$20', '#4'])(
    'leaves the number %s alone',
    (number) => {
      expect(normalizeTranscript(`It is ${number}.`)).toBe(`it is ${number}`);
    },
  );

  it('changes nothing the second time, and never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('a', 'B', '1', '.', ',', "'", '’', '-', ' ', 'İ', '\u0301'),
      }),
    );
    fc.assert(
      fc.property(text, (any) => {
        const once = normalizeTranscript(any);
        expect(normalizeTranscript(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });
});
