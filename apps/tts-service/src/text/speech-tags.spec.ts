import { NO_TAGS, SpeechTags } from './speech-tags';

function found(names: readonly string[], text: string): string[] {
  return new SpeechTags(names).places(text, 100).map(({ start, end }) => text.slice(start, end));
}

describe('SpeechTags', () => {
  it('are found in any letter case, with spaces inside, and never as the text of a link', () => {
    const text = 'A [Laugh] b [ clear  throat ]c [laugh](x) [laughs] [lau';
    expect(found(['laugh', ' Clear Throat'], text)).toEqual(['[Laugh]', '[ clear  throat ]']);
  });

  it.each(['1', '12', 'x', '', ' ', '[laugh]', 'a.b', '(', 'a'.repeat(33), 'ſigh', 'a|b'])(
    'cannot have the name %j',
    (name) => {
      expect(found([name], `[${name}] [laugh] [a] [ab] [sigh]`)).toEqual([]);
    },
  );

  it('are hidden and shown again as the model spells them', () => {
    const tags = new SpeechTags(['quick_breath', 'laugh', 'laugh']);
    const hidden = tags.hide('a [LAUGH] [quick_breath]');
    expect(hidden).not.toMatch(/[[\]]/);
    expect(tags.show(hidden)).toBe('a [laugh] [quick_breath]');
    expect(tags.show('\uE050')).toBe('');
  });

  it.each([
    ['a [', 2],
    ['a [la', 2],
    ['a [laugh', 2],
    ['a [laugh ', 2],
    ['[ Clear  th', 0],
    ['a [laugh]', undefined],
    ['a [lax', undefined],
    ['a [1', undefined],
    [`a [${' '.repeat(60)}`, undefined],
    ['no bracket', undefined],
  ])('may have begun at the end of %j', (text, at) => {
    expect(new SpeechTags(['laugh', 'clear throat']).openAt(text)).toBe(at);
  });

  it('are none where a model reports none', () => {
    expect(NO_TAGS.places('[laugh]', 9)).toEqual([]);
    expect(NO_TAGS.openAt('[laugh')).toBeUndefined();
    expect(NO_TAGS.hide('[laugh]')).toBe('[laugh]');
  });
});
