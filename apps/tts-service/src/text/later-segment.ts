import { clauseBoundaries, wordBoundaries } from './phrase-boundaries';
import { sentenceBoundaries } from './sentence-boundaries';

/** Below, speech models garble or sing; a shorter sentence is joined to the next one. */
const MIN_CHARS = 30;

/** Above, speech models lose the thread (Chatterbox from about 350 characters on). */
const MAX_CHARS = 300;

/** A word is never cut, but a text without any white space must end somewhere. */
const MAX_WORD_CHARS = 1_000;

/** Seen beyond the longest segment, to tell whether a sentence ends there. */
const LOOK_AHEAD_CHARS = 100;

/**
 * Length of the segment at the beginning of `text`: whole sentences of at least 30 characters, the
 * part of a sentence that is longer than 300, or, when no more text comes, the rest. Undefined while
 * it depends on what follows.
 */
export function cutSegment(text: string, ended: boolean): number | undefined {
  const seen = text.slice(0, MAX_CHARS + LOOK_AHEAD_CHARS);
  const ends = sentenceBoundaries(seen);
  if (ended && seen.length === text.length) ends.push(text.length);
  const end = ends.find((position) => isLongEnough(text.slice(0, position)));
  if (end !== undefined && end <= MAX_CHARS) return withShortRest(text, end, ended);
  if (text.length > MAX_CHARS) return cutLongText(text, ended);
  return ended ? text.length : undefined;
}

function isLongEnough(text: string): boolean {
  return text.trim().length >= MIN_CHARS;
}

/** A short last sentence goes with the one before it. */
function withShortRest(text: string, end: number, ended: boolean): number {
  const restIsShort = ended && !isLongEnough(text.slice(end));
  return restIsShort && text.length <= MAX_CHARS ? text.length : end;
}

/** Within a sentence that is too long: after its last clause that fits, else between words. */
function cutLongText(text: string, ended: boolean): number | undefined {
  const seen = text.slice(0, MAX_CHARS);
  const clause = clauseBoundaries(seen).findLast((position) =>
    isLongEnough(text.slice(0, position)),
  );
  return clause ?? wordBoundaries(seen).at(-1) ?? cutLongWord(text, ended);
}

function cutLongWord(text: string, ended: boolean): number | undefined {
  const next = wordBoundaries(text.slice(0, MAX_WORD_CHARS))[0];
  if (next !== undefined) return next;
  if (text.length > MAX_WORD_CHARS) return wholeCharacters(text, MAX_WORD_CHARS);
  return ended ? text.length : undefined;
}

/** A position at or before `position` that does not part a surrogate pair. */
function wholeCharacters(text: string, position: number): number {
  return /[\uD800-\uDBFF]/.test(text[position - 1] ?? '') ? position - 1 : position;
}
