import type { SpokenTail } from '../spoken-tail';
import { objectStoodBefore } from './fronted-object';
import { isVerbLike } from './objects';
import { endsInPhrase, fromEnd, wordList } from '../word-list';

const SOUNDS = wordList('um umm uh uhh uhm er err erm hmm');

/** Said to keep the turn while looking for words, unless after words that make them part of a sentence. */
const PHRASES: readonly {
  readonly phrase: readonly string[];
  readonly unlessAfter: ReadonlySet<string>;
}[] = [
  { phrase: ['i', 'mean'], unlessAfter: wordList('what know that than') },
  { phrase: ['you', 'know'], unlessAfter: wordList('do did as if let that what how') },
  { phrase: ['let', 'me', 'see'], unlessAfter: wordList('please') },
  { phrase: ['let', 'me', 'think'], unlessAfter: wordList('please') },
  { phrase: ['let', 'me', 'check'], unlessAfter: wordList('please') },
  { phrase: ["let's", 'see'], unlessAfter: wordList('please') },
];

/** Words that open a turn. A turn that has nothing else and ends in one of the second kind goes on. */
const OPENERS = wordList('oh okay ok yes yeah no right alright now and but');
const OPENERS_TO_GO_ON = wordList(
  'well so maybe perhaps actually basically anyway like look listen',
);

function isOpenerOnly(sentence: readonly string[]): boolean {
  return (
    OPENERS_TO_GO_ON.has(fromEnd(sentence, 0)) &&
    sentence.every((word) => OPENERS.has(word) || OPENERS_TO_GO_ON.has(word))
  );
}

/** "It was like": but "what is it like" is over, and "I like" is a verb. */
function endsInFillerLike(sentence: readonly string[]): boolean {
  return fromEnd(sentence, 0) === 'like' && !isVerbLike(sentence) && !objectStoodBefore(sentence);
}

/** "Um", "I mean", "okay so": the speaker is looking for words. */
export function hesitates({ sentence }: SpokenTail): boolean {
  if (SOUNDS.has(fromEnd(sentence, 0)) || isOpenerOnly(sentence)) return true;
  if (endsInFillerLike(sentence)) return true;
  return PHRASES.some(
    ({ phrase, unlessAfter }) =>
      endsInPhrase(sentence, phrase) && !unlessAfter.has(fromEnd(sentence, phrase.length)),
  );
}
