/**
 * How Qwen3's tokenizer cuts text before it looks for byte pairs: contractions, words with the one
 * character before them, single digits, runs of punctuation, line ends, other white space.
 */
const PIECE =
  /'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu;

const ORDINARY_WORD = /^[^A-Za-z]?[A-Za-z]?[a-z]+$/;
const LETTERS = /[A-Za-z]/g;
const VOWELS = /[aeiouy]/gi;
const NON_ASCII = /[^\0-\x7f]/;

/** Of a word that looks like one: one token, and one more for every five letters beyond the first. */
const CHARS_PER_FURTHER_TOKEN = 5;
/** Of letters that form no word (identifiers, base64): seven tokens for ten. */
const TOKENS_PER_ODD_LETTER = 0.7;

function looksLikeWord(piece: string, letters: number): boolean {
  if (!ORDINARY_WORD.test(piece)) return false;
  const vowels = piece.match(VOWELS)?.length ?? 0;
  return letters < 4 || vowels * 5 >= letters;
}

function estimatePiece(piece: string): number {
  if (NON_ASCII.test(piece)) return piece.length;
  const letters = piece.match(LETTERS)?.length ?? 0;
  if (letters === 0) return Math.ceil(piece.length / 2);
  if (!looksLikeWord(piece, letters)) return Math.ceil(piece.length * TOKENS_PER_ODD_LETTER);
  return 1 + Math.floor(Math.max(0, piece.length - 2) / CHARS_PER_FURTHER_TOKEN);
}

/**
 * An estimate of the tokens of `text` that is meant to be too high and never too low: about 1.5
 * times the true number for English, up to 3 times for other scripts. The exact count needs Qwen3's
 * vocabulary, which would cost each worker 200 MB of memory to leave out fewer old messages.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const piece of text.match(PIECE) ?? []) tokens += estimatePiece(piece);
  return tokens;
}
