/** How long each state of a turn may last, in milliseconds. None is without an end. */
export const TURN_DEADLINES_MS = {
  /** On top of the longest utterance allowed: the recognizer should have ended it by force. */
  userSpeakingMargin: 5_000,
  /** From the end of speech to the final transcript: time enough to lose a worker and find another. */
  final: 10_000,
  /** From the start of a generation to its first text or call, and between two pieces of text. */
  generationSilence: 10_000,
  /** On top of the time that a tool has: each call has a deadline of its own, which comes first. */
  resultsMargin: 1_000,
  /** A whole generation, as the LLM worker is told. */
  generation: 60_000,
  /** From the first text of a speech to its first audio, and between two pieces of audio after its text has ended. */
  speechSilence: 10_000,
  /** How long the TTS worker waits for text or credit: longer than any of the waits above. */
  speechInput: 30_000,
} as const;

/** After this many rounds of tool calls the model has to answer without tools. */
export const MAX_TOOL_ROUNDS = 4;
