/**
 * Turns that people take on a telephone, written as an embedded recognizer writes: lower case, no
 * punctuation, numbers in words.
 */
export interface TurnSet {
  /** `|` marks where the speaker pauses and goes on. */
  readonly paused: readonly string[];
  /** Said in one go, and over. */
  readonly complete: readonly string[];
}
