import { transcriptWords } from './normalized-transcript';
import { wordList } from './word-list';

/** One word is an echo only if it is too long to be said in answer by chance. */
const SHORTEST_SINGLE_WORD = 6;

/**
 * A recognizer that hears the agent through a loudspeaker gets about one word in four wrong. Of two or
 * three words none may be: too little would be left to tell an echo by.
 */
const WORDS_PER_ERROR = 4;

/** Nobody plays so much before an echo of it is heard; the end of longer texts is compared. */
const MOST_WORDS = 64;

/** Who says one of these, and the agent did not, wants to cut in, whatever else is repeated. */
const OBJECTIONS = wordList("stop no wait cancel not don't quiet hold but sorry");

/**
 * Fewest words to change, leave out or add in order to find all of `heard` somewhere in `spoken`: the
 * edit distance in which what stands before and after the found place costs nothing.
 */
function errorsWithin(heard: readonly string[], spoken: readonly string[]): number {
  let errors = Array.from({ length: spoken.length + 1 }, () => 0);
  for (const [index, word] of heard.entries()) {
    const next = [index + 1];
    for (let at = 1; at <= spoken.length; at += 1) {
      const changed = (errors[at - 1] ?? 0) + (spoken[at - 1] === word ? 0 : 1);
      const added = (errors[at] ?? 0) + 1;
      const leftOut = (next[at - 1] ?? 0) + 1;
      next.push(Math.min(changed, added, leftOut));
    }
    errors = next;
  }
  return Math.min(...errors);
}

/**
 * Whether `heard` is the agent itself, through a loudspeaker: its words stand in what is being played,
 * in their order, with one wrong word in four allowed. At least two words, or one long word.
 * @param spoken the text whose audio is played at the moment
 */
export function isEcho(heard: string, spoken: string): boolean {
  const words = transcriptWords(heard).slice(-MOST_WORDS);
  const played = transcriptWords(spoken);
  const [only = ''] = words;
  if (words.length < 2) return only.length >= SHORTEST_SINGLE_WORD && played.includes(only);
  if (words.some((word) => OBJECTIONS.has(word) && !played.includes(word))) return false;
  return errorsWithin(words, played) <= Math.floor(words.length / WORDS_PER_ERROR);
}
