/**
 * How far into `text` the person heard. `heard` is its beginning, but spoken text is cleaned first,
 * so white space and marks may differ: letters and digits are what is counted.
 */
export function heardCharacters(text: string, heard: string): number {
  if (text.startsWith(heard)) return heard.length;
  let wanted = Array.from(heard).filter(isSpoken).length;
  let at = 0;
  for (const character of text) {
    if (wanted === 0) return at;
    at += character.length;
    if (isSpoken(character)) wanted -= 1;
  }
  return at;
}

function isSpoken(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
