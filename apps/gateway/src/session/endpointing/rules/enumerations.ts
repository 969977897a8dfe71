import type { SpokenTail } from '../spoken-tail';
import { wordList } from '../word-list';

interface Pair {
  readonly first: string;
  readonly second: string;
  /** Directly after `first`, they say that no second is coming. */
  readonly unlessBefore: ReadonlySet<string>;
}

/** Words that announce two things, and the word before the second. */
const PAIRS: readonly Pair[] = [
  { first: 'between', second: 'and', unlessBefore: wordList('us them you the these those') },
  { first: 'either', second: 'or', unlessBefore: wordList('of way side one is') },
];

/** "Milk, eggs": two items or more and no "and"; an item is short, or it is a clause. */
const LONGEST_ITEM_WORDS = 3;

/** "No, no, no" and "hi, Anna, how are you" are no lists: a list comes after a few words. */
const FEWEST_WORDS_BEFORE = 3;

function lacksSecond(sentence: readonly string[], pair: Pair): boolean {
  const at = sentence.lastIndexOf(pair.first);
  const next = sentence[at + 1];
  if (at < 0 || next === undefined || pair.unlessBefore.has(next)) return false;
  return !sentence.includes(pair.second, at);
}

function isListWithoutAnd(written: string): boolean {
  const [first = [], ...items] = written.split(',').map((item) => item.trim().split(/\s+/));
  if (items.length < 2 || first.length < FEWEST_WORDS_BEFORE) return false;
  return (
    items.every((item) => item.length <= LONGEST_ITEM_WORDS) &&
    !items.some((item) => item.includes('and') || item.includes('or'))
  );
}

/** "Between four", "either the red one", "milk, eggs, bread": the last item is still to come. */
export function leavesListOpen({ sentence, written }: SpokenTail): boolean {
  return PAIRS.some((pair) => lacksSecond(sentence, pair)) || isListWithoutAnd(written);
}
