import type { Dialogue } from '../dialogue';
import { findNumbers, numberAt } from '../spoken-numbers';

/** So many words are said back whole; of more, the beginning and the end. */
const MAX_WORDS_BACK = 14;
const WORDS_OF_AN_END = 5;

const QUESTION_WORDS = [
  'what',
  'who',
  'where',
  'when',
  'why',
  'how',
  'which',
  'is',
  'are',
  'do',
  'does',
  'can',
  'could',
];

function isOnlyNumbers(words: readonly string[]): boolean {
  for (let at = 0; at < words.length;) {
    const number = numberAt(words, at);
    if (number === undefined) return false;
    at += number.words;
  }
  return words.length > 0;
}

/** When no rule applies: an honest account of what was heard. */
export function tellWhatWasHeard({ said }: Dialogue): string {
  const { words } = said;
  if (words.length === 0) return 'I did not hear any words.';
  if (isOnlyNumbers(words)) {
    const numbers = findNumbers(words);
    return `I heard the number${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}.`;
  }
  if (words.length > MAX_WORDS_BACK) {
    const beginning = words.slice(0, WORDS_OF_AN_END).join(' ');
    const end = words.slice(-WORDS_OF_AN_END).join(' ');
    return `I heard a long sentence. It began with: ${beginning}, and ended with: ${end}.`;
  }
  const heard = `I heard: ${words.join(' ')}.`;
  return said.startsWith(...QUESTION_WORDS) ? `${heard} I have no answer to that.` : heard;
}
