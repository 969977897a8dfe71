/** How long a speech waits for what, and how much it may hold. All have the defaults below. */
export interface SynthesisLimits {
  /** Text that has not become a segment by itself is spoken when no more came for this long. */
  readonly textGapMs: number;
  /** From a segment's request to its first audio. */
  readonly firstAudioMs: number;
  /** Between two chunks of a segment's audio, and from the last one to the end of the answer. */
  readonly chunkGapMs: number;
  /** Before a segment that gave no audio is asked for once more. */
  readonly retryDelayMs: number;
  /** A stream that was opened beforehand and not used is closed after this. */
  readonly preparedStreamMs: number;
  /** Characters of a speech. */
  readonly maxTextChars: number;
  /** Speeches of one session that are not over; a gateway needs one, or two around an interruption. */
  readonly maxSpeeches: number;
}

export const SYNTHESIS_LIMITS: SynthesisLimits = {
  textGapMs: 400,
  firstAudioMs: 4_000,
  chunkGapMs: 3_000,
  retryDelayMs: 50,
  preparedStreamMs: 5_000,
  maxTextChars: 65_536,
  maxSpeeches: 4,
};

/** Slow speech: 12.5 characters a second. English at an ordinary pace has about 15. */
const MS_PER_CHARACTER = 80;

/** One digit can be several words: "7" in "$7,000,000". */
const MS_PER_DIGIT = 400;

/** Models that run away go on for minutes; nobody speaks four times as slowly as slow speech. */
const RUNAWAY_FACTOR = 4;

/** Pauses and breaths, which short texts have as well. */
const RUNAWAY_MARGIN_MS = 5_000;

/** The most audio that a segment of this text can have: a model that gives more has lost its way. */
export function longestSpeechMs(text: string): number {
  const digits = text.match(/\d/gu)?.length ?? 0;
  const expectedMs = text.length * MS_PER_CHARACTER + digits * MS_PER_DIGIT;
  return RUNAWAY_FACTOR * expectedMs + RUNAWAY_MARGIN_MS;
}
