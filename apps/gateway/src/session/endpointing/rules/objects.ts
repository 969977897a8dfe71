import type { SpokenTail } from '../spoken-tail';
import { objectStoodBefore } from './fronted-object';
import { AUXILIARIES, SHORT_FORM, SUBJECTS } from './pronouns';
import { fromEnd, wordList } from '../word-list';

/** Verbs that say nothing without their object. */
const ALWAYS = wordList('want need prefer');

/** Those that can stand for a whole answer ("yes I have"), but not after another verb ("can I have"). */
const AFTER_VERB = wordList('have get take buy bring put give make');

/** Words before the verb in which the other verb is looked for. */
const VERB_REACH_WORDS = 3;

/** "If you want", "as much as I need", "yes you can take", "how long does it take". */
const ANSWERED_BY = wordList('if as than whenever however yes no yeah how');

/** "You shouldn't have". */
const DENIED_PAST = /^(?:should|would|could|must)n't$/;

/** "I'd like", "do you like", "to like": and not "it was like". */
export function isVerbLike(sentence: readonly string[]): boolean {
  const before = fromEnd(sentence, 1);
  if (fromEnd(sentence, 0) !== 'like') return false;
  return SUBJECTS.has(before) || ['would', 'to', "don't"].includes(before) || before.endsWith("'d");
}

function followsVerb(sentence: readonly string[]): boolean {
  return sentence
    .slice(-1 - VERB_REACH_WORDS, -1)
    .some((word) => AUXILIARIES.has(word) || word === 'to' || SHORT_FORM.test(word));
}

function lacksGot(sentence: readonly string[]): boolean {
  const before = fromEnd(sentence, 1);
  return SHORT_FORM.test(before) || fromEnd(sentence, 2) === 'have';
}

/** "I need", "can I have", "I've got": what, is still to be said. */
export function lacksObject({ sentence }: SpokenTail): boolean {
  const last = fromEnd(sentence, 0);
  if (last === 'have' && DENIED_PAST.test(fromEnd(sentence, 1))) return false;
  const needs =
    ALWAYS.has(last) ||
    isVerbLike(sentence) ||
    (AFTER_VERB.has(last) && followsVerb(sentence)) ||
    (last === 'got' && lacksGot(sentence));
  return needs && !objectStoodBefore(sentence) && !sentence.some((word) => ANSWERED_BY.has(word));
}
