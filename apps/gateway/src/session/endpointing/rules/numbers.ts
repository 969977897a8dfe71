import type { SpokenTail } from '../spoken-tail';
import { fromEnd, wordList } from '../word-list';

const DIGITS = wordList('zero oh o one two three four five six seven eight nine');

/** What a recognizer hears for "four", "two" and "eight"; digits only between two others. */
const HOMOPHONES = wordList('for to too ate');

const REPEATS: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
]);
const TENS = wordList('twenty thirty forty fifty sixty seventy eighty ninety');
const MONTHS = wordList(
  'january february march april may june july august september october november december',
);
const TEENS_AND_MORE = wordList(
  `ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen hundred thousand and`,
);

/** A telephone number without and with its area, and with the zero or one before it. */
const USUAL_LENGTHS: ReadonlySet<number> = new Set([7, 10, 11]);

/** What is being told, and how many digits it has; without lengths, only the speaker knows. */
const TOLD: readonly {
  readonly cues: ReadonlySet<string>;
  readonly lengths: ReadonlySet<number>;
}[] = [
  { cues: wordList('zip'), lengths: new Set([5, 9]) },
  { cues: wordList('pin ends ending'), lengths: new Set([4]) },
  { cues: wordList('card'), lengths: new Set([4, 15, 16]) },
  { cues: wordList('account order reference code policy'), lengths: new Set() },
  { cues: wordList('number phone mobile cell'), lengths: USUAL_LENGTHS },
];

/** "I live at forty two": the street follows. */
const ADDRESS_PHRASES = ['live at', 'address is', 'lives at'];

/** Between what is told and its digits; anything else ("the film ends at nine") makes them a quantity. */
const LINKS = wordList("is are was it's in starts with");

/** "Order number", "zip code": the second word names nothing by itself. */
const SECOND_NAMES = wordList('code number');

interface DigitRun {
  readonly digits: number;
  readonly words: number;
}

function digitsIn(word: string): number {
  if (DIGITS.has(word)) return 1;
  return /^\d[\d.,:/-]*$/.test(word) ? word.replaceAll(/\D/g, '').length : 0;
}

function isHomophone(words: readonly string[], back: number): boolean {
  const isBetween = DIGITS.has(fromEnd(words, back + 1)) && DIGITS.has(fromEnd(words, back - 1));
  return isBetween && HOMOPHONES.has(fromEnd(words, back));
}

/** The digits one by one at the end: "five five double four", "555-0172". */
function digitRun(words: readonly string[]): DigitRun {
  let digits = 0;
  let back = 0;
  for (; back < words.length; back += 1) {
    const word = fromEnd(words, back);
    const repeats = REPEATS.get(word);
    if (repeats !== undefined) digits += back === 0 ? 0 : repeats - 1;
    else if (digitsIn(word) > 0) digits += digitsIn(word);
    else if (isHomophone(words, back)) digits += 1;
    else break;
  }
  return { digits, words: back };
}

/** A link, or a letter of a code: "my order number is a seven three nine". */
function isLink(word: string): boolean {
  return LINKS.has(word) || /^\p{L}$/u.test(word);
}

function usualLengths(before: readonly string[]): ReadonlySet<number> | undefined {
  const from = before.findLastIndex((word) => !isLink(word) && !SECOND_NAMES.has(word));
  const named = before.slice(Math.max(0, from));
  return TOLD.find(({ cues }) => named.some((word) => cues.has(word)))?.lengths;
}

function endsInsideDigits(words: readonly string[]): boolean {
  const run = digitRun(words);
  if (run.words === 0) return false;
  const before = words.slice(0, words.length - run.words);
  const lengths = usualLengths(before);
  // "Room number 12", "the number one": a name, and no beginning of a number.
  const isName = run.words === 1 && !isLink(fromEnd(before, 0));
  if (lengths !== undefined) return !lengths.has(run.digits) && !isName;
  // "May 3 2024".
  if (MONTHS.has(fromEnd(before, 0))) return false;
  // One word alone is a quantity: "two", "42", "2019".
  return run.words > 1 && !USUAL_LENGTHS.has(run.digits);
}

/** "The twenty" wants "third"; "about twenty" may want "five". */
function endsInOpenTens(words: readonly string[]): boolean {
  return TENS.has(fromEnd(words, 0)) && ['the', 'about', 'around'].includes(fromEnd(words, 1));
}

function isHouseNumberOnly(words: readonly string[]): boolean {
  const text = words.join(' ');
  const phrase = ADDRESS_PHRASES.find((candidate) => text.includes(candidate));
  if (phrase === undefined) return false;
  const after = text
    .slice(text.lastIndexOf(phrase) + phrase.length)
    .trim()
    .split(' ');
  return after.every((word) => digitsIn(word) > 0 || TENS.has(word) || TEENS_AND_MORE.has(word));
}

/** A number of which more is expected: too few digits, tens before a unit, a house without its street. */
export function endsInsideNumber({ words, sentence }: SpokenTail): boolean {
  const last = fromEnd(sentence, 0);
  if (REPEATS.has(last) || last === 'point') return true;
  return endsInOpenTens(sentence) || isHouseNumberOnly(sentence) || endsInsideDigits(words);
}
