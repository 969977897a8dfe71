import { cutSegment } from './later-segment';
import { clauseBoundaries, pauseQuality, wordBoundaries } from './phrase-boundaries';
import { sentenceBoundaries } from './sentence-boundaries';

/** Less than this ("Yes.") is spoken badly by speech models, and saves little time. */
const MIN_CHARS = 10;

/** A sentence up to here is taken whole where it is there already: nothing would be gained by a cut. */
const MAX_SENTENCE_CHARS = 80;

/**
 * How good a pause must sound for speech to begin after so many words where the text has none. Three words are
 * half a second and more of speech, in which a model of 60 tokens a second writes the rest of the sentence;
 * each word more would cost 17 ms.
 */
const GOOD_ENOUGH_AFTER = [
  { words: 3, quality: 1 },
  { words: 4, quality: 0 },
] as const;

/** Then the best place so far is taken, whatever it sounds like. */
const MAX_WORDS = 5;

/**
 * Length of the first segment of `text`: its first sentence if that is short and complete, else up to
 * the first pause, else its first few words. Undefined while there is less than that.
 */
export function cutFirstSegment(text: string, ended: boolean): number | undefined {
  const sentence = firstSentence(text, ended);
  if (sentence !== undefined) return sentence;
  const shorter = firstClause(text) ?? firstWords(text);
  if (shorter !== undefined) return shorter;
  return ended || text.length > MAX_SENTENCE_CHARS ? cutSegment(text, ended) : undefined;
}

function firstSentence(text: string, ended: boolean): number | undefined {
  const seen = text.slice(0, MAX_SENTENCE_CHARS + 1);
  const ends = sentenceBoundaries(seen);
  if (ended && text.length <= MAX_SENTENCE_CHARS) ends.push(text.length);
  return ends.find((position) => isLongEnough(text, position));
}

function firstClause(text: string): number | undefined {
  return clauseBoundaries(text.slice(0, MAX_SENTENCE_CHARS)).find((position) =>
    isLongEnough(text, position),
  );
}

function firstWords(text: string): number | undefined {
  const boundaries = wordBoundaries(text.slice(0, MAX_SENTENCE_CHARS + 1));
  for (const { words, quality } of GOOD_ENOUGH_AFTER) {
    const position = boundaries[words - 1];
    if (position === undefined) return undefined;
    if (isLongEnough(text, position) && pauseQuality(text, position) >= quality) return position;
  }
  return boundaries.length < MAX_WORDS ? undefined : bestWords(text, boundaries);
}

function bestWords(text: string, boundaries: readonly number[]): number | undefined {
  const few = boundaries.slice(GOOD_ENOUGH_AFTER[0].words - 1, MAX_WORDS);
  const candidates = few.filter((position) => isLongEnough(text, position));
  const best = Math.max(...candidates.map((position) => pauseQuality(text, position)));
  return (
    candidates.findLast((position) => pauseQuality(text, position) === best) ??
    boundaries.slice(MAX_WORDS).find((position) => isLongEnough(text, position))
  );
}

function isLongEnough(text: string, position: number): boolean {
  return text.slice(0, position).trim().length >= MIN_CHARS;
}
