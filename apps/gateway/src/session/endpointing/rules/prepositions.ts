import type { SpokenTail } from '../spoken-tail';
import { objectStoodBefore } from './fronted-object';
import { FORMS_OF_BE } from './pronouns';
import { fromEnd, wordList } from '../word-list';

/** They need what they relate to, unless that stood before them. */
const NEED_OBJECT = wordList(
  `of with from for at as about on in by after into onto between without during until till towards toward per via
   against among beside despite except upon near under behind`,
);

/** Directly after these they are part of the verb, and may be the last word: "come on", "check in". */
const PARTICLE_AFTER: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['on', wordList('come go going hold carry keep get got move moving sign pass later early')],
  [
    'in',
    wordList('come coming go get got log logged sign signed check checked move moved call stay'),
  ],
  ['by', wordList('drop dropped stop stopped pass passed come came go stand')],
  ['after', wordList('day week month year soon shortly straight right ever')],
]);

/** The same for verbs that take their object in between: "turn the lights on". */
const PARTICLE_WITH: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['on', wordList('turn turned switch switched put leave left keep try')],
  ['in', wordList('fill filled let log sign check plug plugged put bring')],
]);

/** "Turn all the lights on". */
const OBJECT_WORDS = 3;

/** "Is the doctor in", "is it on": no longer than this, or a place or a day is being named. */
const LONGEST_IS_IT_IN_WORDS = 5;

/** "I'd love to", "I'm happy to": the verb is the one just spoken of. */
const BEFORE_FINAL_TO = wordList('love happy glad supposed allowed not');

/** After these, `to` begins a verb, which no question word stands for: "what do I have to". */
const BEFORE_INFINITIVE = wordList(
  'have need want like going supposed able trying used got how try',
);

const BEFORE_VAGUE_ANSWER = wordList('yes yeah well only just');

const DENIALS = /^(?:not|never|.+n't)$/;

function isParticle(sentence: readonly string[]): boolean {
  const last = fromEnd(sentence, 0);
  if (PARTICLE_AFTER.get(last)?.has(fromEnd(sentence, 1)) === true) return true;
  const verbs = PARTICLE_WITH.get(last);
  return sentence.slice(-2 - OBJECT_WORDS, -1).some((word) => verbs?.has(word) === true);
}

function asksWhetherIn(sentence: readonly string[]): boolean {
  if (!['in', 'on'].includes(fromEnd(sentence, 0))) return false;
  return FORMS_OF_BE.has(sentence[0] ?? '') && sentence.length <= LONGEST_IS_IT_IN_WORDS;
}

/** "I don't have to", "if you want to": an answer whose verb was in the question. */
function endsInAnsweringTo(sentence: readonly string[]): boolean {
  if (BEFORE_FINAL_TO.has(fromEnd(sentence, 1))) return true;
  if (!BEFORE_INFINITIVE.has(fromEnd(sentence, 1))) return false;
  return sentence[0] === 'if' || sentence.some((word) => DENIALS.test(word));
}

function endsInTo(sentence: readonly string[]): boolean {
  if (endsInAnsweringTo(sentence)) return false;
  return BEFORE_INFINITIVE.has(fromEnd(sentence, 1)) || !objectStoodBefore(sentence);
}

/** "Kind of" and "yes, sort of" are answers; "it's kind of" is not. */
function isVagueAnswer(sentence: readonly string[]): boolean {
  if (fromEnd(sentence, 0) !== 'of' || !['kind', 'sort'].includes(fromEnd(sentence, 1)))
    return false;
  return sentence.length === 2 || BEFORE_VAGUE_ANSWER.has(fromEnd(sentence, 2));
}

/** "What's the weather like in": the question word went with the preposition before. */
function isSecondInARow(sentence: readonly string[]): boolean {
  const before = fromEnd(sentence, 1);
  return NEED_OBJECT.has(before) || before === 'like' || before === 'to';
}

/** "To the", "a question about": but "what are you looking for", "turn it on" are over. */
export function endsInPreposition({ sentence }: SpokenTail): boolean {
  const last = fromEnd(sentence, 0);
  if (last === 'to') return endsInTo(sentence);
  if (!NEED_OBJECT.has(last) || isParticle(sentence)) return false;
  if (asksWhetherIn(sentence) || isVagueAnswer(sentence)) return false;
  return isSecondInARow(sentence) || !objectStoodBefore(sentence);
}
