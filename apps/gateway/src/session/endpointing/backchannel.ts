import { transcriptWords } from './normalized-transcript';
import { wordList } from './word-list';

/** More words than these say something of their own. */
const MOST_WORDS = 3;

const WORDS = wordList(
  `mhm mm mmm hm hmm uh-huh aha ah oh wow yeah yep yup yes right okay ok alright sure exactly indeed
   really absolutely definitely totally true cool great nice good`,
);

/** Two words that are one token of listening; neither need be one alone. */
const PAIRS: ReadonlySet<string> = new Set([
  'uh huh',
  'mm hmm',
  'mm hm',
  'hm hm',
  'um hum',
  'i see',
  'got it',
  'of course',
  'all right',
  'for sure',
  'fair enough',
  'oh dear',
]);

/**
 * Whether somebody who says this while another speaks only shows that they listen: "mhm", "yeah right",
 * "oh I see". Up to three words. It tells nothing about the same words said as an answer.
 */
export function isBackchannel(text: string): boolean {
  const words = transcriptWords(text);
  if (words.length === 0 || words.length > MOST_WORDS) return false;
  for (let at = 0; at < words.length;) {
    if (PAIRS.has(words.slice(at, at + 2).join(' '))) at += 2;
    else if (WORDS.has(words[at] ?? '')) at += 1;
    else return false;
  }
  return true;
}
