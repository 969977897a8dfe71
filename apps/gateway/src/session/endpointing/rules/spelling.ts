import type { SpokenTail } from '../spoken-tail';
import { fromEnd, wordList } from '../word-list';

/** Signs of addresses that are said as words, and never last. */
const SIGNS = wordList('dot slash underscore hyphen');

/** Most words before the letters among which the spelled one is looked for. */
const NAME_REACH_WORDS = 12;

function isLetter(word: string): boolean {
  return /^\p{L}$/u.test(word);
}

/** Where the single letters at the end begin. */
function lettersFrom(words: readonly string[]): number {
  return words.findLastIndex((word) => !isLetter(word)) + 1;
}

/** Two letters or more; an `a` or `I` before them may be a word. */
function isSpelling(letters: readonly string[]): boolean {
  const first = letters.findIndex((letter) => letter !== 'a' && letter !== 'i');
  return first !== -1 && letters.length - first > 1;
}

/** "Smith, s m i t h": the letters are all there. */
function isSpelledOut(letters: readonly string[], before: readonly string[]): boolean {
  return before.slice(-NAME_REACH_WORDS).includes(letters.join(''));
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
  const from = lettersFrom(words);
  const letters = words.slice(from);
  return isSpelling(letters) && !isSpelledOut(letters, words.slice(0, from));
}
