import type { Rule } from '../dialogue';
import { findNumbers, sayNumber } from '../spoken-numbers';

const MAX_COUNT = 200;
const DEFAULT_COUNT = 20;
/** A sentence of so many numbers can be spoken in one breath. */
const NUMBERS_A_SENTENCE = 5;

function sentence(from: number, to: number): string {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => sayNumber(from + index));
  const text = numbers.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export const counting: Rule = ({ said }) => {
  const wish = said.after('count');
  if (wish === undefined) return undefined;
  const asked = findNumbers(wish);
  const to = Math.min(MAX_COUNT, Math.max(1, Math.floor(asked.at(-1) ?? DEFAULT_COUNT)));
  const from = asked.length > 1 && wish.includes('from') ? Math.floor(asked[0] ?? 1) : 1;
  const sentences: string[] = [];
  for (let next = Math.min(from, to); next <= to; next += NUMBERS_A_SENTENCE) {
    sentences.push(sentence(next, Math.min(to, next + NUMBERS_A_SENTENCE - 1)));
  }
  return sentences.join(' ');
};
