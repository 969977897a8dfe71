import fc from 'fast-check';

import { heardCharacters } from './heard-characters';

describe('heardCharacters', () => {
  it('is the length of what was heard where that is the text’s beginning', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, cut) => {
        const heard = text.slice(0, cut);
        expect(heardCharacters(text, heard)).toBe(heard.length);
      }),
    );
  });

  it('finds the place also where marks were not spoken', () => {
    const text = '**Hello**, world. More.';
    expect(text.slice(0, heardCharacters(text, 'Hello, world'))).toBe('**Hello**, world');
  });
});
