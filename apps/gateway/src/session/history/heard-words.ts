const WHITE_SPACE = /\s/;

/**
 * Two words that may be one tag of a voice, such as `[clear throat]`: half of it would be read aloud by the worker
 * that speaks the rest. The text of a link is none.
 */
const TAG_OF_TWO_WORDS = /\[\w{1,30} {1,4}\w{1,30}\](?!\()/g;
const LONGEST_TAG_CHARS = 66;

/**
 * How much of `text` counts as heard when playback stopped after `characters` of it: whole words
 * only, because half a word in the history is read as another word.
 */
export function heardCharacters(text: string, characters: number): number {
  if (characters >= text.length) return text.length;
  let end = Math.max(0, Math.floor(characters));
  const atWordEnd = WHITE_SPACE.test(text.charAt(end));
  while (!atWordEnd && end > 0 && !WHITE_SPACE.test(text.charAt(end - 1))) end -= 1;
  end = beforeTag(text, end);
  while (end > 0 && WHITE_SPACE.test(text.charAt(end - 1))) end -= 1;
  return end;
}

/** `end`, or where the tag begins that it would cut. */
function beforeTag(text: string, end: number): number {
  const from = Math.max(0, end - LONGEST_TAG_CHARS);
  const near = text.slice(from, end + LONGEST_TAG_CHARS);
  for (const { index, 0: tag } of near.matchAll(TAG_OF_TWO_WORDS)) {
    const start = from + index;
    if (start < end && end < start + tag.length) return start;
  }
  return end;
}
