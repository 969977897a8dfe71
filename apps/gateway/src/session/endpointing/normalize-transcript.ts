/**
 * A transcript without what a recognizer may write either way for the same words: case, punctuation,
 * apostrophes and white space. Two that are equal by this are one question to the language model.
 */
export function normalizeTranscript(text: string): string {
  return text
    .toLowerCase()
    .replace(/['’]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
