import type { SpokenTail } from '../spoken-tail';
import { fromEnd, wordList } from '../word-list';

/** Signs of addresses that are said as words, and never last. */
const SIGNS = wordList('dot slash underscore hyphen');

/** Most words before the letters among which the spelled one is looked for. */
const NAME_REACH_WORDS = 12;

function isLetter(word: string): boolean {
  return /^\p{L}$/u.test(word);
}

/** The single letters at the end, without an `a` or `I` before them that may be a word. */
function lettersAtEnd(words: readonly string[]): string[] {
  let count = 0;
  while (count < words.length && isLetter(fromEnd(words, count))) count += 1;
  const letters = words.slice(words.length - count);
  while (letters[0] === 'a' || letters[0] === 'i') letters.shift();
  return letters;
}

/** "Smith, s m i t h": the letters are all there. */
function isSpelledOut(words: readonly string[]): boolean {
  let count = 0;
  while (count < words.length && isLetter(fromEnd(words, count))) count += 1;
  const before = words.slice(0, words.length - count).slice(-NAME_REACH_WORDS);
  return before.includes(words.slice(words.length - count).join(''));
}

/** "B as in bravo", "p for peter": the next letter follows. */
function namesLetter(words: readonly string[]): boolean {
  const asIn =
    isLetter(fromEnd(words, 3)) && fromEnd(words, 2) === 'as' && fromEnd(words, 1) === 'in';
  return asIn || isLetterFor(words);
}

function isLetterFor(words: readonly string[]): boolean {
  const letter = fromEnd(words, 2);
  return isLetter(letter) && fromEnd(words, 1) === 'for' && fromEnd(words, 0).startsWith(letter);
}

/** Letter by letter: as long as they do not make up a word that was said before, more may come. */
export function endsInsideSpelling({ words }: SpokenTail): boolean {
  if (SIGNS.has(fromEnd(words, 0))) return true;
  if (namesLetter(words)) return true;
  return lettersAtEnd(words).length > 1 && !isSpelledOut(words);
}
