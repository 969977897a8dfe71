import { cutSegment } from './later-segment';
import { clauseBoundaries, pauseQuality, wordBoundaries } from './phrase-boundaries';
import { sentenceBoundaries } from './sentence-boundaries';

/** Less than this ("Yes.") is spoken badly by speech models, and saves little time. */
const MIN_CHARS = 10;

/** A sentence up to here is taken whole where it is there already: nothing would be gained by a cut. */
const MAX_SENTENCE_CHARS = 80;

/**
 * Without a pause in the text, speech begins when so many words are there: more than a second of it, in
 * which a model of 60 tokens a second writes the rest of the sentence. A word more would cost 17 ms.
 */
const MAX_WORDS = 5;

/** Fewer words would be spoken before the next segment's audio is there. */
const MIN_WORDS = 4;

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
  if (boundaries.length < MAX_WORDS) return undefined;
  const candidates = boundaries.slice(MIN_WORDS - 1, MAX_WORDS);
  const longEnough = candidates.filter((position) => isLongEnough(text, position));
  const best = Math.max(...longEnough.map((position) => pauseQuality(text, position)));
  return (
    longEnough.findLast((position) => pauseQuality(text, position) === best) ??
    boundaries.slice(MAX_WORDS).find((position) => isLongEnough(text, position))
  );
}

function isLongEnough(text: string, position: number): boolean {
  return text.slice(0, position).trim().length >= MIN_CHARS;
}
