import { AUXILIARIES, FORMS_OF_BE, SUBJECTS } from './pronouns';
import { fromEnd, wordList } from '../word-list';

/** A question word further back belongs to another clause. */
const REACH_WORDS = 8;

const QUESTION_WORDS = wordList(
  'what who whom whose which whatever whoever whichever where wherever',
);

/** "The one you told me about", "nothing to worry about": these are the object of what follows. */
const RELATIVE_HEADS = wordList(
  `one ones thing things something nothing anything everything someone anyone somebody anybody nobody
   all everybody place`,
);

/** "I told him that I was looking for": here `that` begins a clause and is no object. */
const BEFORE_CLAUSE = wordList(
  'me him her us them you think thought said say saying know hope sure told',
);

/** "What is the box for", "what's the new one like": of plain be and a noun, only these refer to `what`. */
const AFTER_WHAT_IS = wordList('for like about to');

/** "What is it made of", "what are we waiting for": more than plain be. */
const VERB_AFTER_BE = /ing$|ed$|^(?:made|known|called|meant|built|held)$/;

/** "Where are you from". */
const AFTER_WHERE = wordList('from at');

type FrontedObject = 'any' | 'where' | 'what is';

function questionWordAt(words: readonly string[], at: number): FrontedObject | undefined {
  const word = words[at] ?? '';
  if (word.startsWith('where')) return 'where';
  const [bare = ''] = word.split("'");
  if (bare === 'how') return asksHowMuch(words, at) ? 'any' : undefined;
  if (!QUESTION_WORDS.has(bare)) return undefined;
  return bare === 'what' && isWhatIsNoun(words, at) ? 'what is' : 'any';
}

/** "How many people is it for": but in "how much is it for" something is still missing. */
function asksHowMuch(words: readonly string[], at: number): boolean {
  const [, amount = '', thing = ''] = words.slice(at);
  return ['much', 'many'].includes(amount) && !AUXILIARIES.has(thing);
}

function isWhatIsNoun(words: readonly string[], at: number): boolean {
  const isShort = (words[at] ?? '').endsWith("'s");
  const [be = '', ...after] = isShort ? words.slice(at) : words.slice(at + 1);
  if (!isShort && !FORMS_OF_BE.has(be)) return false;
  return !SUBJECTS.has(after[0] ?? '') && !after.some((word) => VERB_AFTER_BE.test(word));
}

function isRelativeAt(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  const next = words[at + 1] ?? '';
  if (RELATIVE_HEADS.has(word)) return SUBJECTS.has(next) || next === 'to' || next === 'that';
  return word === 'that' && at > 0 && SUBJECTS.has(next) && !BEFORE_CLAUSE.has(words[at - 1] ?? '');
}

function frontedObject(words: readonly string[]): FrontedObject | undefined {
  const last = words.length - 1;
  for (let at = last - 1; at >= Math.max(0, last - REACH_WORDS); at -= 1) {
    const found = questionWordAt(words, at) ?? (isRelativeAt(words, at) ? 'any' : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether what the last word needs stood before it: "what are you looking for". */
export function objectStoodBefore(words: readonly string[]): boolean {
  const last = fromEnd(words, 0);
  switch (frontedObject(words)) {
    case 'any':
      return true;
    case 'where':
      return AFTER_WHERE.has(last);
    case 'what is':
      return AFTER_WHAT_IS.has(last);
    case undefined:
      return false;
  }
}
