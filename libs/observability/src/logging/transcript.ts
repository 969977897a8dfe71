/**
 * What somebody said, in a session whose configuration lets it be logged. The logger writes the field
 * `transcript` of this class alone, so that no other string can take its place by mistake.
 */
export class LoggableTranscript {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Undefined, which is not written, unless the session's `log_transcripts` is on. */
  public static of(
    text: string,
    config: { readonly log_transcripts: boolean },
  ): LoggableTranscript | undefined {
    return config.log_transcripts ? new LoggableTranscript(text) : undefined;
  }

  /** For the logger. */
  public static textOf(value: unknown): string | undefined {
    return value instanceof LoggableTranscript ? value.#text : undefined;
  }
}
