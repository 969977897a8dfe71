/** Something a caller can say: speech of one voice, 16 kHz mono, silence at its ends cut to a little. */
export interface Utterance {
  /** Unique, and a valid file name. */
  readonly name: string;
  readonly voice: string;
  /** A person in front of a microphone, or a synthetic voice. */
  readonly origin: 'recorded' | 'synthesized';
  readonly samples: Int16Array;
  /** Position after the last sample of speech (docs/benchmarks.md, how things are measured). */
  readonly endOfSpeechSample: number;
  /** Longest quiet stretch between the first and the last speech. */
  readonly longestPauseMs: number;
}
