import type { SpokenTail } from '../spoken-tail';
import { SUBJECTS } from './pronouns';
import { wordList } from '../word-list';

/** At the beginning of a sentence they announce a clause that another one follows. */
const SUBORDINATORS = wordList('if when since while once although unless whenever after before');

/** Longer sentences that begin so have the second clause as well. */
const LONGEST_CLAUSE_WORDS = 6;

const DETERMINERS = wordList('the a my your our their this that');

/** "If you like", "when you're ready": answers. */
const ANSWERS = wordList('like want can possible necessary ready to done');

/** "When I came home", "if it rains tomorrow": but "when is it" asks, and "if you want" answers. */
export function onlyOpensSentence({ sentence, mark, isWhole }: SpokenTail): boolean {
  const [first = '', second = '', third = ''] = sentence;
  if (mark === 'stop' || !isWhole || sentence.length > LONGEST_CLAUSE_WORDS) return false;
  if (!SUBORDINATORS.has(first) || third === '') return false;
  const [subject = ''] = second.split("'");
  if (!SUBJECTS.has(subject) && !DETERMINERS.has(subject)) return false;
  if (sentence.slice(2).some((word) => SUBJECTS.has(word) && word !== 'it' && word !== 'you'))
    return false;
  return !ANSWERS.has(sentence.at(-1) ?? '');
}
