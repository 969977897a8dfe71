import fc from 'fast-check';

import { spokenCharacters } from './spoken-characters';

const TEXT = 'Going forward ten meters now.';

describe('spokenCharacters', () => {
  it('is nothing before the first sound and everything at the end', () => {
    expect(spokenCharacters(TEXT, 0, null)).toBe(0);
    expect(spokenCharacters(TEXT, 2_000, 2_000)).toBe(TEXT.length);
  });

  it('follows the answer’s length once that is known', () => {
    expect(TEXT.slice(0, spokenCharacters(TEXT, 1_000, 2_000))).toBe('Going forward ten');
  });

  it('stays at the end of a word and never goes back as time goes on', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(60_000), fc.nat(5_000), (text, playedMs, moreMs) => {
        const at = spokenCharacters(text, playedMs, null);
        expect(at === 0 || at === text.length || /\s/.test(text.charAt(at))).toBe(true);
        expect(spokenCharacters(text, playedMs + moreMs, null)).toBeGreaterThanOrEqual(at);
      }),
    );
  });
});
