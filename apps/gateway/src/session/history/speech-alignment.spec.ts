import { SpeechAlignment } from './speech-alignment';

const SECOND = 22_050;

function aligned(...ends: readonly (number | null)[]): SpeechAlignment {
  const alignment = new SpeechAlignment();
  for (const [segment, sampleEnd] of ends.entries()) {
    alignment.add({
      segment,
      textStart: segment * 30,
      textEnd: segment * 30 + 30,
      sampleStart: segment * 2 * SECOND,
      sampleEnd,
    });
  }
  return alignment;
}

describe('SpeechAlignment', () => {
  it('knows without any word’s time how much of a segment has been spoken, by its share', () => {
    const alignment = aligned(2 * SECOND, 4 * SECOND);
    expect(alignment.charactersAt(0)).toBe(0);
    expect(alignment.charactersAt(SECOND)).toBe(15);
    expect(alignment.charactersAt(2 * SECOND)).toBe(30);
    expect(alignment.charactersAt(3 * SECOND)).toBe(45);
    expect(alignment.charactersAt(9 * SECOND)).toBe(60);
  });

  it('takes fifteen characters for a second while the end of a segment is not known yet', () => {
    expect(aligned(null).charactersAt(SECOND)).toBeCloseTo(15);
    expect(aligned(null).charactersAt(60 * SECOND)).toBe(30);
  });

  it('goes on counting where another worker goes on', () => {
    const alignment = aligned(2 * SECOND);
    alignment.rebase(30, 2 * SECOND);
    const rest = { segment: 0, textStart: 0, textEnd: 10, sampleStart: 0, sampleEnd: SECOND };
    alignment.add(rest);
    expect(alignment.charactersAt(2 * SECOND)).toBe(30);
    expect(alignment.charactersAt(2.5 * SECOND)).toBeCloseTo(35);
  });
});
