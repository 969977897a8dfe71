/** The whole words at the beginning of `text`, at most about `characters` long; all of it if little would be left out. */
export function beginning(text: string, characters: number): string {
  if (text.length <= characters * 1.3) return text;
  const wordEnd = text.lastIndexOf(' ', characters);
  return wordEnd <= 0 ? text : text.slice(0, wordEnd);
}
