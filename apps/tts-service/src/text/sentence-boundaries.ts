import { isEnumeration, mayGoOnAfterStop } from './abbreviations';

/** Terminators of scripts that put no space after a sentence. */
const FULL_WIDTH_END = /[。！？｡]$/u;

const ENDS_IN_SPACE = /\s$/u;

const ENDS_IN_LINE_BREAK = /[\n\r]\s*$/u;

/** The last word of a sentence that ends in exactly one full stop. */
const LAST_WORD_BEFORE_STOP = /(\S*[^\s.])\.\s*$/u;

/** Rules that hold for every language; those of single languages differ only in rare marks. */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The positions in `text` after which a new sentence or line begins, white space before it included;
 * never the end of the text, because what follows may still belong to the last sentence. No position
 * lies within a number, an abbreviation or a URL.
 */
export function sentenceBoundaries(text: string): number[] {
  const boundaries: number[] = [];
  let lineStart = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    const end = index + segment.length;
    if (end < text.length && endsSentence(segment, text.slice(lineStart, end)))
      boundaries.push(end);
    if (ENDS_IN_LINE_BREAK.test(segment)) lineStart = end;
  }
  return boundaries;
}

function endsSentence(piece: string, line: string): boolean {
  if (FULL_WIDTH_END.test(piece) || ENDS_IN_LINE_BREAK.test(piece)) return true;
  // Without white space it is a stop inside a URL, a version or a file name.
  if (!ENDS_IN_SPACE.test(piece)) return false;
  const word = LAST_WORD_BEFORE_STOP.exec(piece)?.[1];
  if (word === undefined) return true;
  if (isEnumeration(word)) return line.trim() !== `${word}.`;
  return !mayGoOnAfterStop(word);
}
