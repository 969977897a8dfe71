import fc from 'fast-check';

import { SpeakableText } from './speakable-text';
import { SpeechTags } from './speech-tags';

const TAGS = new SpeechTags(['laugh', 'clear throat', 'quick_breath', 'vocalized-noise']);

function speak(text: string): string {
  return new SpeakableText().of(text);
}

function speakTagged(text: string): string {
  return new SpeakableText(TAGS).of(text);
}

describe('SpeakableText', () => {
  it.each([
    [
      'plain sentences as they are',
      'It costs $5.99, i.e. 20% less!',
      'It costs $5.99, i.e. 20% less!',
    ],
    [
      'emphasis',
      '**Bold**, *it*, _under_, ~~gone~~ and `code`.',
      'Bold, it, under, gone and code.',
    ],
    ['underscores in names', 'the user_name field', 'the user name field'],
    ['a sign between numbers', '3 * 4 and 2 < 3', '3 * 4 and 2 < 3'],
    ['links', 'See [the docs](https://example.com/a?b=1 "T").', 'See the docs.'],
    ['images', '![A cat](cat.png) sleeps', 'A cat sleeps'],
    ['addresses', 'Go to https://www.example.com/foo?bar=1.', 'Go to example.com.'],
    ['addresses without a scheme', 'Try www.example.org, please', 'Try example.org, please'],
    ['the rest of a link that began before', 'the docs](https://example.com) now', 'the docs now'],
    ['headings', '# A title\nText.', 'A title. Text.'],
    ['lists', '- one\n* two!\n+ [x] three', 'one. two! three.'],
    ['numbered lists', '1. one\n2) two', '1. one. 2. two.'],
    ['quotes and rules', '> said\n---\nmore', 'said more'],
    ['tables', '| a | b |\n|---|:-:|\n| 1 | 2 |', 'a, b. 1, 2.'],
    ['emoji', 'Hi 👍🏽! 🇩🇪 5️⃣ ❤️ 👩‍💻 ok', 'Hi! 5 ok'],
    ['tags', '<speak>Hi <break time="1s"/>you</speak>', 'Hi you'],
    ['control tokens', 'Hi<|im_end|> you', 'Hi you'],
    ['entities', 'Tom &amp; Jerry', 'Tom & Jerry'],
    ['phoneme brackets and references', 'so [[h@l]] it is [12].', 'so h@l it is.'],
    ['control characters', 'a\u0007b\u200Bc\uFEFF \uD800d', 'abc d'],
    ['joiners that spell', 'می\u200Cخواهم', 'می\u200Cخواهم'],
    ['escapes', 'not \\*bold\\*', 'not bold'],
  ])('speaks %s', (_, text, spoken) => {
    expect(speak(text)).toBe(spoken);
  });

  it.each(['', ' \n', '...', '🙂🙂', '---', '|---|---|', '\u0000'])(
    'finds nothing to say in %j',
    (text) => {
      expect(speak(text)).toBe('');
    },
  );

  it('leaves code blocks out, also when they span segments', () => {
    const text = new SpeakableText();
    expect(text.of('Look:\n```js\nconst a = 1;\n')).toBe('Look:');
    expect(text.of('const b = 2;\n')).toBe('');
    expect(text.of('```\nThat is all.')).toBe('That is all.');
  });

  it.each([
    ['See ```let a = 1;``` here.', 'See here.'],
    ['Run it. ```bash\nnpm i\n``` Done.', 'Run it. Done.'],
    ['~~~\ncode\n~~~\nText.', 'Text.'],
  ])('leaves code out wherever it begins and ends: %j', (text, spoken) => {
    expect(speak(text)).toBe(spoken);
  });

  it('leaves no control character, tag or line break in anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(speak(text)).not.toMatch(/[\p{Cc}\p{Cs}]|<[a-z/][^<>]*>/iu);
      }),
    );
  });

  it.each([
    ['Ha [laugh] ha.', 'Ha [laugh] ha.'],
    ['[ LAUGH ][Clear  Throat]Well', '[laugh][clear throat]Well'],
    [
      '**[laugh]** _[quick_breath]_ `[vocalized-noise]`',
      '[laugh] [quick_breath] [vocalized-noise]',
    ],
    [
      '# [laugh] A title\n- [clear throat] one\n- [x] two',
      '[laugh] A title. [clear throat] one. two.',
    ],
    ['[laugh] .', '[laugh].'],
    ['[laugh]', '[laugh]'],
  ])('leaves the tags of the model in %j', (text, spoken) => {
    expect(speakTagged(text)).toBe(spoken);
  });

  it.each([
    'so [[h@l]] it is [12], [^1] and [x].',
    'See [laugh](https://example.com) and ![laugh](a.png).',
    'a [giggle] b [laughter] c [laugh out loud] d [laugh\n] e',
    '\\[laugh\\] and {laugh} and (laugh) and [laugh and laugh]',
    '<break [laugh]/> <|[laugh]|> ```[laugh]``` ok',
  ])('takes out all other brackets as ever: %j', (text) => {
    expect(speakTagged(text)).toBe(speak(text));
  });

  it('knows of a text whether it has words beside its tags', () => {
    const speakable = new SpeakableText(TAGS);
    expect(speakable.hasWords('[laugh] [clear throat].')).toBe(false);
    expect(speakable.hasWords('[laugh] 7')).toBe(true);
    expect(new SpeakableText().hasWords('laugh')).toBe(true);
  });

  it('speaks any text as without tags, but for the tags', () => {
    const piece = fc.oneof(
      fc.constantFrom('[laugh]', '[Clear Throat]', '[1]', '[', ']', '](a)', '**', '\n'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    const words = (text: string): string => TAGS.without(text).replace(/[^\p{L}\p{N}]/gu, '');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const spoken = speakTagged(pieces.join(''));
        expect(TAGS.without(spoken)).not.toMatch(/[[\]{}\p{Cc}\p{Co}\p{Cs}]/u);
        const plain = speak(pieces.join('')).replace(/laugh|clear throat/giu, '');
        expect(words(spoken).replace(/laugh|clearthroat/giu, '')).toBe(words(plain));
      }),
    );
  });

  it('takes time in proportion to the text, whatever is in it', () => {
    const hostile = ['[', '[ ', '[laugh', '*', '<a', '|-', '`', '](', 'http://', '_', '> '].map(
      (mark) => mark.repeat(2_000),
    );
    const start = performance.now();
    for (const text of hostile) speakTagged(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
