import type { SpokenTail } from '../spoken-tail';
import { fromEnd, wordList } from '../word-list';

/** They cannot stand without what they belong to. */
const ALWAYS = wordList('the an my your our their every very');

/** "With an a", "plan a", "vitamin a": the letter and not the article. */
const BEFORE_LETTER_A = wordList('an letter plan option grade type vitamin capital');

/** "It's his". */
const BEFORE_FINAL_HIS = wordList("is was it's that's are");

/** "The", "my", "with a": the thing itself is still to be named. */
export function endsInDeterminer({ sentence }: SpokenTail): boolean {
  const last = fromEnd(sentence, 0);
  const before = fromEnd(sentence, 1);
  if (last === 'a') return !BEFORE_LETTER_A.has(before);
  if (last === 'his') return !BEFORE_FINAL_HIS.has(before);
  return ALWAYS.has(last);
}
