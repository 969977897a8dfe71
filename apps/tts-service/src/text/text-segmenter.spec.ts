import fc from 'fast-check';

import { SpeechTags } from './speech-tags';
import type { TextSegment } from './text-segmenter';
import { TextSegmenter } from './text-segmenter';

const TAGS = new SpeechTags(['laugh', 'sigh', 'whispering', 'clear throat']);

function drain(segmenter: TextSegmenter): TextSegment[] {
  const segments: TextSegment[] = [];
  for (let next = segmenter.next(); next !== undefined; next = segmenter.next())
    segments.push(next);
  return segments;
}

/** The segments of a text that arrives in these deltas, each taken as soon as it is known. */
function segmentsOf(deltas: readonly string[], tags?: SpeechTags): TextSegment[] {
  const segmenter = new TextSegmenter(tags);
  const segments = deltas.flatMap((delta) => {
    segmenter.push(delta);
    return drain(segmenter);
  });
  segmenter.end();
  return [...segments, ...drain(segmenter)];
}

function textsOf(deltas: readonly string[], tags?: SpeechTags): string[] {
  return segmentsOf(deltas, tags).map((segment) => segment.text);
}

function split(text: string, sizes: readonly number[]): string[] {
  const deltas: string[] = [];
  let at = 0;
  for (const size of sizes) {
    deltas.push(text.slice(at, at + size));
    at += size;
  }
  return [...deltas, text.slice(at)];
}

function words(text: string): string[] {
  return text.split(/(?<= )/u);
}

const token = fc.oneof(
  fc.constantFrom(
    'Hello',
    'the',
    'weather',
    'Dr.',
    '3.14',
    '1,000',
    'https://a.example/x.y?z',
    'U.S.',
  ),
  fc.constantFrom(',', '.', '!', '?', ';', '\n', '。', '，', '**', '- ', '```', '🙂', '你好', '"'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

const anyText = fc.array(token, { maxLength: 200 }).map((tokens) => tokens.join(' '));

describe('TextSegmenter', () => {
  it('covers any text exactly, however it arrives', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat({ max: 40 }), { maxLength: 60 }), (text, sizes) => {
        const segments = segmentsOf(split(text, sizes));
        let at = 0;
        for (const [index, segment] of segments.entries()) {
          expect(segment).toEqual({
            index,
            start: at,
            end: at + segment.text.length,
            text: text.slice(at, at + segment.text.length),
          });
          expect(segment.text).not.toBe('');
          at = segment.end;
        }
        expect(at).toBe(text.length);
      }),
    );
  });

  it('covers any text exactly when the text stalls at any time', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat({ max: 30 }), { maxLength: 30 }), (text, sizes) => {
        const segmenter = new TextSegmenter();
        const parts: string[] = [];
        for (const delta of split(text, sizes)) {
          segmenter.push(delta);
          parts.push(...drain(segmenter).map((segment) => segment.text));
          parts.push(segmenter.takeAvailable()?.text ?? '');
        }
        segmenter.end();
        parts.push(...drain(segmenter).map((segment) => segment.text));
        expect(parts.join('')).toBe(text);
        expect(segmenter.exhausted).toBe(true);
      }),
    );
  });

  it('lets the first clause go before its sentence is complete', () => {
    const segmenter = new TextSegmenter();
    segmenter.push('Of course, I');
    expect(segmenter.next()?.text).toBe('Of course, ');
  });

  it.each([
    ['three, before a word that leans on the next', 'The weather forecast ', 'for'],
    ['four, where none leans on the next', 'Several people waited outside ', 'yesterday'],
    ['five, where the fourth does', 'He travelled with the whole ', 'family'],
  ])('lets a few words go where there is no pause: %s', (_case, first, next) => {
    const segmenter = new TextSegmenter();
    for (const word of words(first)) segmenter.push(word);
    expect(segmenter.next()).toBeUndefined();
    segmenter.push(next);
    expect(segmenter.next()?.text).toBe(first);
  });

  it('takes a short first sentence whole when it is there already', () => {
    expect(textsOf(['Sure, I can help you with that today. What do you need from me?'])).toEqual([
      'Sure, I can help you with that today. ',
      'What do you need from me?',
    ]);
  });

  it('does not begin with a single short word', () => {
    expect(textsOf(words('Yes. It is open until nine. '))[0]).toBe('Yes. It is open ');
  });

  it('speaks a text of one word', () => {
    expect(textsOf(['Hello'])).toEqual(['Hello']);
  });

  it('has no segment for no text', () => {
    expect(textsOf(['', ''])).toEqual([]);
  });

  it('cuts a thousand words without any mark between words, none over 300 characters', () => {
    const text = Array.from(
      { length: 1_000 },
      (_, i) => `word${String.fromCharCode(97 + (i % 26))}`,
    ).join(' ');
    const segments = textsOf(words(text));
    expect(segments.join('')).toBe(text);
    expect(Math.max(...segments.map((segment) => segment.length))).toBeLessThanOrEqual(300);
    expect(segments.slice(0, -1).every((segment) => segment.endsWith(' '))).toBe(true);
  });

  it('joins short sentences to at least 30 characters, also at the end', () => {
    const text = 'That is the first sentence of this. Yes. No. Maybe. I am not sure at all. Bye!';
    const segmenter = new TextSegmenter();
    segmenter.push(text);
    segmenter.end();
    expect(drain(segmenter).map((segment) => segment.text)).toEqual([
      'That is the first sentence of this. ',
      'Yes. No. Maybe. I am not sure at all. Bye!',
    ]);
  });

  it('never cuts within numbers, abbreviations, addresses or numbered items', () => {
    const text =
      'Here is what I have found out. Dr. J. Smith of the U.S. embassy paid 3.50 dollars, i.e. 1,000 more than 2. 5 percent would be. ' +
      'See https://www.example.com/a.b?C=d. or call 555 123 4567 at 5 p.m. sharp.\n1. Milk from the shop around the corner\n2. Bread, too, of course, and some butter\n';
    const whole = [
      'Dr. J. Smith',
      'U.S. embassy',
      '3.50',
      'i.e. 1,000',
      '555 123 4567',
      '1. Milk',
      '2. Bread',
    ];
    for (const size of [1, 4, 9, text.length]) {
      const segments = textsOf(
        split(text, Array<number>(Math.ceil(text.length / size)).fill(size)),
      );
      for (const unit of whole)
        expect(segments.some((segment) => segment.includes(unit))).toBe(true);
      expect(segments.some((segment) => segment.includes('https://www.example.com/a.b?C=d.'))).toBe(
        true,
      );
    }
  });

  it('cuts a sentence of over 300 characters after a clause', () => {
    const clause = 'and then we went on for quite a while without stopping';
    const text = `We left the house early in the morning. ${Array<string>(12).fill(clause).join(', ')}.`;
    const [, second = ''] = textsOf([text]);
    expect(second.length).toBeLessThanOrEqual(300);
    expect(second.endsWith(', ')).toBe(true);
  });

  it('ends sentences of scripts that put no space between them', () => {
    const sentence = '今天的天气非常好，我们可以一起去公园散步，然后回家吃饭，好吗。';
    expect(textsOf([sentence + sentence])).toEqual([sentence, sentence]);
  });

  it('gives complete words when the text stalls, and the last one when it goes on stalling', () => {
    const segmenter = new TextSegmenter();
    segmenter.push('I think so');
    expect(segmenter.takeAvailable()?.text).toBe('I think ');
    expect(segmenter.takeAvailable()?.text).toBe('so');
    expect(segmenter.takeAvailable()).toBeUndefined();
  });

  it('gives a sentence that looks complete at once when the text stalls', () => {
    const segmenter = new TextSegmenter();
    segmenter.push('One moment.');
    expect(segmenter.next()).toBeUndefined();
    expect(segmenter.takeAvailable()?.text).toBe('One moment.');
  });

  describe('with tags', () => {
    const taggedToken = fc.oneof(
      { weight: 2, arbitrary: token },
      {
        weight: 1,
        arbitrary: fc.constantFrom('[laugh]', '[Clear  Throat]', '[sigh] ', '[1]', '[la', '[x](y)'),
      },
    );
    // Fewer than what is taken for a flood.
    const taggedText = fc.array(taggedToken, { maxLength: 15 }).map((tokens) => tokens.join(' '));

    it('covers any text exactly and cuts no tag, however it arrives and stalls', () => {
      const cuts = fc.array(fc.tuple(fc.nat({ max: 12 }), fc.boolean()), { maxLength: 60 });
      fc.assert(
        fc.property(taggedText, cuts, (text, sizes) => {
          const segmenter = new TextSegmenter(TAGS);
          const parts: TextSegment[] = [];
          const deltas = split(
            text,
            sizes.map(([size]) => size),
          );
          for (const [index, delta] of deltas.entries()) {
            segmenter.push(delta);
            parts.push(...drain(segmenter));
            const stalled = sizes[index]?.[1] === true ? segmenter.takeAvailable() : undefined;
            if (stalled !== undefined) parts.push(stalled);
          }
          segmenter.end();
          parts.push(...drain(segmenter));
          expect(parts.map((part) => part.text).join('')).toBe(text);
          expect(segmenter.exhausted).toBe(true);
          const ends = parts.map(({ end }) => end);
          for (const { start, end } of TAGS.places(text, 100)) {
            expect(ends.filter((cut) => cut > start && cut < end)).toEqual([]);
          }
        }),
      );
    });

    it('cuts where it would without them', () => {
      const word = fc.constantFrom('Hello', 'the', 'Dr.', '3.14', 'so,', 'well!', '\n', '你好。');
      fc.assert(
        fc.property(fc.array(word, { minLength: 1 }), fc.nat(), (spoken, at) => {
          const before = spoken.slice(0, at % spoken.length);
          const after = spoken.slice(at % spoken.length);
          const cut = textsOf([[...before, '[laugh]', ...after].join(' ')], TAGS);
          expect(cut.map((text) => text.replace('[laugh] ', ''))).toEqual(
            textsOf([spoken.join(' ')]),
          );
        }),
      );
    });

    it('does not count them as words', () => {
      const segmenter = new TextSegmenter(TAGS);
      segmenter.push('[laugh] Yes. It is [sigh] ');
      expect(segmenter.next()).toBeUndefined();
      segmenter.push('[clear throat] open until');
      expect(segmenter.next()?.text).toBe('[laugh] Yes. It is [sigh] [clear throat] open ');
    });

    it('lets them go with what follows, and at the end with what came before', () => {
      const text =
        'This is the first sentence. [whispering] This is the second one, and long. [laugh]';
      expect(textsOf([text], TAGS)).toEqual([
        'This is the first sentence. ',
        '[whispering] This is the second one, and long. [laugh]',
      ]);
    });

    it('waits for the rest of one, and not for a bracket that is none', () => {
      const segmenter = new TextSegmenter(TAGS);
      segmenter.push('One moment. [clear thr');
      expect(segmenter.takeAvailable()?.text).toBe('One moment. ');
      expect(segmenter.takeAvailable()).toBeUndefined();
      expect(segmenter.hasWaitingText).toBe(false);
      segmenter.push('oat] So. [cle');
      expect(segmenter.takeAvailable()?.text).toBe('[clear throat] So. ');
      segmenter.push('ver]');
      expect(segmenter.takeAvailable()?.text).toBe('[clever]');
      segmenter.push(' [laug');
      segmenter.end();
      expect(drain(segmenter).map((segment) => segment.text)).toEqual([' [laug']);
    });

    it('gives a text of tags alone when it has ended, and a flood of them in pieces', () => {
      expect(textsOf(['[laugh] [si', 'gh]'], TAGS)).toEqual(['[laugh] [sigh]']);
      const flood = textsOf(['[laugh] '.repeat(1_000)], TAGS);
      expect(flood.join('')).toBe('[laugh] '.repeat(1_000));
      expect(Math.max(...flood.map((text) => text.length))).toBeLessThan(600);
    });
  });
});
