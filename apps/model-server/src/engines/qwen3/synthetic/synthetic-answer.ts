const WORDS = (
  'river garden window silver morning paper orange table winter music letter doctor yellow market ' +
  'bridge summer planet candle flower harbor mirror island kitchen forest button captain village ' +
  'pencil valley thunder basket meadow'
).split(' ');

const WORDS_A_SENTENCE = 8;

/** FNV-1a: small, and the same everywhere. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return value;
}

/** Sentences of so many words in all; always the same for the same text. */
export function syntheticAnswer(said: string, words: number): string {
  let state = hash(said);
  let answer = '';
  for (let index = 0; index < words; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const word = WORDS[(state >>> 16) % WORDS.length] ?? 'river';
    const first = index % WORDS_A_SENTENCE === 0;
    const last = index % WORDS_A_SENTENCE === WORDS_A_SENTENCE - 1 || index === words - 1;
    const written = first ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    answer += `${index === 0 ? '' : ' '}${written}${last ? '.' : ''}`;
  }
  return answer;
}
