import type { SpokenTail } from '../spoken-tail';
import { objectStoodBefore } from './fronted-object';
import { AUXILIARIES, FORMS_OF_BE, MODALS, SHORT_FORM, SUBJECTS, SUBJECTS_ONLY } from './pronouns';
import { fromEnd, wordList } from '../word-list';

/** Looked through: "could we maybe" wants what "could we" does. */
const ADVERBS = wordList(
  'maybe perhaps just really actually also probably possibly always still only please already even rather',
);

/** "So do I", "neither can we". */
const BEFORE_ANSWERING_VERB = wordList('so neither nor as than');

const QUESTION_WORDS = wordList('who what where how when why which');

/** "Where's he". */
const QUESTION_WITH_IS = /^(?:who|where|how|what)'s$/;

/** A clause begins after these: "and it", "because you". */
const BEFORE_CLAUSE = wordList('but because if when that although while unless so until since');

/** As far as they are the whole turn: "I can" and "I will" are answers, "I would" wants to say what. */
const UNREAL_MODALS = wordList('would could should might may must');
const OPENERS = wordList('so well and but okay then maybe perhaps um uh oh');

/** "It is", "that was", "how old she is". */
const BEFORE_FINAL_BE = wordList(
  'it he she that this they we you there i who what which where one',
);

function lacksVerbAfterSubject(words: readonly string[]): boolean {
  const subject = fromEnd(words, 0);
  const verb = fromEnd(words, 1);
  const before = fromEnd(words, 2);
  // "K o w a l s k i": the letter.
  if (subject === 'i' && verb.length === 1 && verb !== 'i') return false;
  if (SUBJECTS_ONLY.has(subject)) {
    if (AUXILIARIES.has(verb) && BEFORE_ANSWERING_VERB.has(before)) return false;
    return !(FORMS_OF_BE.has(verb) && QUESTION_WORDS.has(before)) && !QUESTION_WITH_IS.test(verb);
  }
  if (subject === 'it') return BEFORE_CLAUSE.has(verb) || verb === 'and';
  return subject === 'you' && BEFORE_CLAUSE.has(verb);
}

/** "Can you", "does it"; "do it" and "did it" are what somebody does. */
function isInverted(words: readonly string[]): boolean {
  const subject = fromEnd(words, 0);
  const verb = fromEnd(words, 1);
  if (!SUBJECTS.has(subject)) return false;
  return MODALS.has(verb) || verb === 'does' || (['do', 'did'].includes(verb) && subject !== 'it');
}

/** "You wouldn't, would you", "he called, didn't he". */
function isTag(words: readonly string[]): boolean {
  const verb = fromEnd(words, 1);
  const before = words.slice(0, -2);
  if (!AUXILIARIES.has(verb) && !verb.endsWith("n't")) return false;
  if (verb.endsWith("n't")) return before.length > 1 && !QUESTION_WORDS.has(fromEnd(words, 2));
  return before.some((word) => word.endsWith("n't") || word === 'not');
}

/** "Can you", but not "neither can you". */
function isQuestionWithoutVerb(words: readonly string[]): boolean {
  return isInverted(words) && !BEFORE_ANSWERING_VERB.has(fromEnd(words, 2));
}

/** "I would" and "so we could", with nothing before that they could answer. */
function isBareModal(words: readonly string[]): boolean {
  if (!UNREAL_MODALS.has(fromEnd(words, 0)) || !SUBJECTS.has(fromEnd(words, 1))) return false;
  return words.slice(0, -2).every((word) => OPENERS.has(word));
}

/** "My number is", "it's been", "that would be". */
function lacksWhatItIs(words: readonly string[]): boolean {
  const last = fromEnd(words, 0);
  const before = fromEnd(words, 1);
  if (last === 'be') return ['would', 'will', 'to'].includes(before) && !hasQuestionWord(words);
  if (last === 'been')
    return (SHORT_FORM.test(before) || /^ha(?:s|ve|d)$/.test(before)) && !hasQuestionWord(words);
  // "Am" has only one subject, with which it is an answer; elsewhere it is "a.m.".
  if (last === 'am') return false;
  return FORMS_OF_BE.has(last) && !BEFORE_FINAL_BE.has(before) && !hasQuestionWord(words);
}

function hasQuestionWord(words: readonly string[]): boolean {
  return words.some((word) => QUESTION_WORDS.has(word)) || objectStoodBefore(words);
}

/** "I", "can you", "I would", "my name is": the verb, or what it says of its subject, is to come. */
export function lacksSubjectOrVerb({ sentence }: SpokenTail): boolean {
  let length = sentence.length;
  while (length > 0 && ADVERBS.has(sentence[length - 1] ?? '')) length -= 1;
  const words = sentence.slice(0, length);
  return (
    SHORT_FORM.test(fromEnd(words, 0)) ||
    (!isTag(words) && (lacksVerbAfterSubject(words) || isQuestionWithoutVerb(words))) ||
    isBareModal(words) ||
    lacksWhatItIs(words)
  );
}
