import type { SpeechTags, TagPlace } from './speech-tags';

/** Of a text that is cut. Tags behind them count as words, so that a flood of them is cut as well. */
const MAX_TAGS = 16;

/** White space of the same line. */
const SPACE = /[^\S\n\r]/u;

const WHITE_SPACE = /\s/u;

/** What is left out, and where that would stand in the text without it. */
interface Gap {
  readonly at: number;
  readonly length: number;
}

/**
 * A text as it is cut: without its tags, which are no words and make no sentence longer, and without the
 * beginning of one. Wherever it is cut, a tag is whole and goes with what follows it.
 */
export class UntaggedText {
  public readonly text: string;
  private readonly gaps: readonly Gap[];

  public constructor(tagged: string, tags: SpeechTags, ended: boolean) {
    const seen = ended ? tagged : tagged.slice(0, tags.openAt(tagged));
    const gaps: Gap[] = [];
    let text = '';
    let kept = 0;
    for (const { start, end } of tags.places(seen, MAX_TAGS).map((place) => widened(seen, place))) {
      text += seen.slice(kept, start);
      gaps.push({ at: text.length, length: end - start });
      kept = end;
    }
    this.text = text + seen.slice(kept);
    this.gaps = gaps;
  }

  /** Where `position` of `text` lies in the text with its tags: before those that stand there. */
  public taggedPosition(position: number): number {
    const before = this.gaps.filter(({ at }) => at < position);
    return before.reduce((sum, { length }) => sum + length, position);
  }
}

/** With the space behind it where there is one before it, so that one is left. */
function widened(text: string, { start, end }: TagPlace): TagPlace {
  const standsAlone = start === 0 || WHITE_SPACE.test(text.charAt(start - 1));
  let after = end;
  while (standsAlone && SPACE.test(text.charAt(after))) after += 1;
  return { start, end: after };
}
