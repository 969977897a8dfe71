import type { SpokenTail } from '../spoken-tail';
import { fromEnd, wordList } from '../word-list';

/** Another clause or item must follow. */
const ALWAYS = wordList(
  'and but or because if unless although whether while nor whereas than plus',
);

/** "I think so", "ten minutes or so", "is that so". */
const BEFORE_FINAL_SO = wordList(
  'think hope guess suppose believe afraid said say says told or even that do does did done doing not if why more',
);

/** "Is it true that", "so that", "I hope that": elsewhere `that` is a thing pointed at. */
const BEFORE_OPEN_THAT = wordList(
  'so now sure hope think thought believe saying afraid him them us true given',
);

/** "I don't know when", "tell me where": a question cut down to its question word. */
const BEFORE_FINAL_QUESTION_WORD = wordList(
  'know tell ask remember idea see sure me say says said guess look show learn and or since from find but not matter care',
);

/** They begin a clause, unless the question is no longer than they are. */
const CLAUSE_OPENERS = wordList('when where who which how');

function endsInSo(words: readonly string[]): boolean {
  return !BEFORE_FINAL_SO.has(fromEnd(words, 1));
}

function endsInThat(words: readonly string[]): boolean {
  return BEFORE_OPEN_THAT.has(fromEnd(words, 1));
}

/** "And then": but "now and then" is over. */
function endsInThen(words: readonly string[]): boolean {
  return ['and', 'so', 'but'].includes(fromEnd(words, 1)) && fromEnd(words, 2) !== 'now';
}

function endsInClauseOpener(words: readonly string[]): boolean {
  return words.length > 1 && !BEFORE_FINAL_QUESTION_WORD.has(fromEnd(words, 1));
}

/** "And", "because", "so that", "last night when": the next clause is announced. */
export function endsInConjunction({ sentence }: SpokenTail): boolean {
  const last = fromEnd(sentence, 0);
  // "For a while".
  if (last === 'while' && fromEnd(sentence, 1) === 'a') return false;
  if (ALWAYS.has(last)) return true;
  if (last === 'so') return endsInSo(sentence);
  if (last === 'that') return endsInThat(sentence);
  if (last === 'then') return endsInThen(sentence);
  return CLAUSE_OPENERS.has(last) && endsInClauseOpener(sentence);
}
