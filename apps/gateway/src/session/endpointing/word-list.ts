/** A table of words, written as one line of text. */
export function wordList(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ''));
}

/** The word `back` places before the last one, which is 0; empty where there is none. */
export function fromEnd(words: readonly string[], back: number): string {
  return words[words.length - 1 - back] ?? '';
}

/** Whether the words end in the phrase. */
export function endsInPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  const start = words.length - phrase.length;
  return start >= 0 && phrase.every((word, index) => words[start + index] === word);
}
