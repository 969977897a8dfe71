const WHITE_SPACE = /\s/;

/**
 * How much of `text` counts as heard when playback stopped after `characters` of it: whole words
 * only, because half a word in the history is read as another word.
 */
export function heardCharacters(text: string, characters: number): number {
  if (characters >= text.length) return text.length;
  let end = Math.max(0, Math.floor(characters));
  const atWordEnd = WHITE_SPACE.test(text.charAt(end));
  while (!atWordEnd && end > 0 && !WHITE_SPACE.test(text.charAt(end - 1))) end -= 1;
  while (end > 0 && WHITE_SPACE.test(text.charAt(end - 1))) end -= 1;
  return end;
}
