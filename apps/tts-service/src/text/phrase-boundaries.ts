import { mayGoOnAfterStop } from './abbreviations';

/** A pause within a sentence: its mark and the white space after it. Full-width marks need none. */
const CLAUSE_END = /[,;:—–)](?=\s)\s+|[、，；：]\s*/gu;

const WHITE_SPACE = /\s+/gu;

/** Words that lean on what follows: a pause sounds natural before them, and wrong after them. */
const LEANING_WORDS: ReadonlySet<string> = new Set([
  ...['a', 'an', 'the', 'my', 'your', 'his', 'her', 'its', 'our', 'their', 'this', 'that', 'these'],
  ...[
    'and',
    'or',
    'but',
    'so',
    'because',
    'if',
    'when',
    'while',
    'although',
    'than',
    'as',
    'which',
  ],
  ...['who', 'where', 'of', 'to', 'in', 'on', 'at', 'by', 'for', 'from', 'with', 'about', 'into'],
  ...['until', 'before', 'after', 'between', 'through', 'over', 'under', 'near'],
  ...['is', 'are', 'was', 'were', 'will', 'can', 'could', 'would', 'should', 'may', 'not', 'very'],
]);

/** Positions after which a clause of `text` begins. The last one may be the text's end. */
export function clauseBoundaries(text: string): number[] {
  return [...text.matchAll(CLAUSE_END)].map((match) => match.index + match[0].length);
}

/**
 * Positions in `text` at which a word begins and the one before it may be spoken without it: not
 * after a number, not after an abbreviation.
 */
export function wordBoundaries(text: string): number[] {
  return [...text.matchAll(WHITE_SPACE)]
    .filter((match) => match.index > 0 && !holdsTogether(text.slice(0, match.index)))
    .map((match) => match.index + match[0].length)
    .filter((position) => position < text.length);
}

/** How good a pause at this word boundary sounds: more is better. */
export function pauseQuality(text: string, position: number): number {
  const before = /(\S+)\s*$/u.exec(text.slice(0, position))?.[1] ?? '';
  const after = /^\S+/u.exec(text.slice(position))?.[0] ?? '';
  return (leans(after) ? 1 : 0) - (leans(before) ? 2 : 0);
}

function leans(word: string): boolean {
  return LEANING_WORDS.has(word.toLowerCase());
}

/** A number is not parted from what it counts, nor from its next group of digits. */
const ENDS_IN_DIGIT = /\d\s*$/u;

function holdsTogether(before: string): boolean {
  if (ENDS_IN_DIGIT.test(before)) return true;
  const word = /(\S+)\.$/u.exec(before)?.[1];
  return word !== undefined && mayGoOnAfterStop(word);
}
