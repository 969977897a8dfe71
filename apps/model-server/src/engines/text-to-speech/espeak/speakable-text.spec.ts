import { speakableText } from './speakable-text';

describe('speakableText', () => {
  it('leaves no command for the library in a text', () => {
    expect(speakableText('a\u000150P b\u0000c')).toBe('a 50P b c');
  });

  it('keeps letters of every script and punctuation', () => {
    expect(speakableText(' Grüß Gott, 你好! ')).toBe('Grüß Gott, 你好!');
  });
});
