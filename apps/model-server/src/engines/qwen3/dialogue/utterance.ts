const CONTRACTIONS: ReadonlyMap<string, string> = new Map([
  ["what's", 'what is'],
  ["who's", 'who is'],
  ["where's", 'where is'],
  ["how's", 'how is'],
  ["it's", 'it is'],
  ["that's", 'that is'],
  ["let's", 'let us'],
  ["i'm", 'i am'],
  ["i'd", 'i would'],
  ["i'll", 'i will'],
  ["you're", 'you are'],
  ["don't", 'do not'],
  ["can't", 'can not'],
]);

/** Words in lower case, without punctuation, contractions written out. */
function wordsOf(text: string): string[] {
  const words = text
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/\d+(?:[.,]\d+)*|[\p{L}\p{N}']+|[+*/×÷=-]/gu);
  return (words ?? []).flatMap((word) => (CONTRACTIONS.get(word) ?? word).split(' '));
}

/** What a person said, as the rules look at it. */
export class Utterance {
  public readonly text: string;
  public readonly words: readonly string[];
  private readonly padded: string;

  public constructor(said: string) {
    this.text = said.replaceAll(/\s+/g, ' ').trim();
    this.words = wordsOf(this.text);
    this.padded = ` ${this.words.join(' ')} `;
  }

  /** Whether one of the words or phrases was said. */
  public has(...phrases: readonly string[]): boolean {
    return phrases.some((phrase) => this.padded.includes(` ${phrase} `));
  }

  public startsWith(...phrases: readonly string[]): boolean {
    return phrases.some((phrase) => this.padded.startsWith(` ${phrase} `));
  }

  /** The words after the first of the phrases that was said, in the order of the phrases. */
  public after(...phrases: readonly string[]): readonly string[] | undefined {
    for (const phrase of phrases) {
      const at = this.padded.indexOf(` ${phrase} `);
      if (at < 0) continue;
      const rest = this.padded.slice(at + phrase.length + 2).trim();
      return rest === '' ? [] : rest.split(' ');
    }
    return undefined;
  }
}
