import fc from 'fast-check';

import { heardCharacters } from './heard-words';

function heard(text: string, characters: number): string {
  return text.slice(0, heardCharacters(text, characters));
}

describe('heardCharacters', () => {
  it('keeps whole words only', () => {
    expect(heard('One two three', 0)).toBe('');
    expect(heard('One two three', 2)).toBe('');
    expect(heard('One two three', 3)).toBe('One');
    expect(heard('One two three', 4)).toBe('One');
    expect(heard('One two three', 6.9)).toBe('One');
    expect(heard('One two three', 7)).toBe('One two');
    expect(heard('One two three', 99)).toBe('One two three');
  });

  it('never cuts what may be a tag of the voice', () => {
    expect(heard('One [clear throat] two', 10)).toBe('One');
    expect(heard('One [clear throat] two', 15)).toBe('One');
    expect(heard('One [clear throat] two', 18)).toBe('One [clear throat]');
    expect(heard('[clear throat] two', 9)).toBe('');
    expect(heard('One [laugh] two', 6)).toBe('One');
    expect(heard('One [the docs](a.b) two', 10)).toBe('One [the');
    expect(heard('One [of three words] two', 9)).toBe('One [of');
  });

  it('is never more than was played, and misses less than one word of it', () => {
    const word = fc.stringMatching(/^[a-zé',.]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word), fc.nat(200), (words, characters) => {
        const text = words.join(' ');
        const kept = heardCharacters(text, characters);
        expect(kept).toBeLessThanOrEqual(Math.max(characters, 0));
        expect(text.slice(kept, Math.min(characters, text.length)).trim()).not.toMatch(/\s/);
        expect(text.slice(0, kept)).toBe(text.slice(0, kept).trimEnd());
        if (kept < text.length) expect(text.charAt(kept) === ' ' || kept === 0).toBe(true);
      }),
    );
  });
});
