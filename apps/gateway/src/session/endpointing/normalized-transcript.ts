const APOSTROPHES = /[‘’ʼ´`]/g;

/** The stops within "a.m." or "U.S.A.": single letters around a stop are one word. */
const STOPS_IN_ABBREVIATION = /(?<=(?<![\p{L}\p{N}])\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))/gu;

/**
 * Whatever separates words. Between digits a separator belongs to the number (3.5, 7:30, 555-0172), and
 * an apostrophe between letters to the word.
 */
const BETWEEN_WORDS = new RegExp(
  [
    String.raw`(?<!\p{N})[.,:/-]`,
    String.raw`[.,:/-](?!\p{N})`,
    String.raw`(?<![\p{L}\p{M}\p{N}])'`,
    String.raw`'(?!\p{L})`,
    String.raw`[^\p{L}\p{M}\p{N}\p{S}%&@#'.,:/-]+`,
  ].join('|'),
  'gu',
);

const SPACES = / {2,}/g;

/**
 * The words of a transcript in one form, so that two transcripts of the same words are equal: lower
 * case, one space between words, no punctuation. Numbers stay as they are written. Idempotent.
 */
export function normalizeTranscript(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(APOSTROPHES, "'")
    .replace(STOPS_IN_ABBREVIATION, '')
    .replace(BETWEEN_WORDS, ' ')
    .replace(SPACES, ' ')
    .trim();
}

/** The words of `normalizeTranscript`; none for an empty text. */
export function transcriptWords(text: string): string[] {
  return normalizeTranscript(text)
    .split(' ')
    .filter((word) => word !== '');
}
