import { IsBoolean, IsInt, IsNumber, IsOptional, IsString, Matches, Min } from 'class-validator';

/** tts.in, 0x50: an order is likely soon; the worker may open what it will need. No answer. */
export class TtsPrepare {
  @IsString()
  public voice!: string;

  @IsString()
  public language!: string;

  @Matches(/^00-/)
  public traceparent!: string;
}

/** tts.in, 0x51: opens a speech; its text follows. */
export class TtsStart {
  /**
   * The worker that is meant: one that still believes it holds the session, because it answered its
   * claim too late or stood still for a while, must not serve the order beside it. Absent: whoever
   * holds the session.
   */
  @IsOptional()
  @IsString()
  public worker?: string;

  @IsString()
  public voice!: string;

  @IsString()
  public language!: string;

  /** Samples that may be sent before more credit comes. */
  @IsInt()
  @Min(0)
  public creditSamples!: number;

  /** The speech fails when no text or credit came for this long while it waits for them. */
  @IsInt()
  @Min(1)
  public deadlineMs!: number;

  @Matches(/^00-/)
  public traceparent!: string;
}

/** tts.in, 0x52: more text; the frame's offset is the position of its first character. */
export class TtsText {
  @IsString()
  public text!: string;
}

/** tts.in, 0x53: no more text; the frame's offset is the total characters. */
export class TtsTextEnd {}

/** tts.in, 0x54: the worker may send up to `samples` of the speech in all (a total, never less than before). */
export class TtsCredit {
  @IsInt()
  @Min(0)
  public samples!: number;
}

/**
 * tts.out, 0x61: which samples speak which characters. Sent when a segment's audio begins
 * (`sampleEnd` null) and again when it is complete, so that a cut can be mapped to words at any time.
 */
export class TtsAlignment {
  @IsInt()
  @Min(0)
  public segment!: number;

  @IsInt()
  @Min(0)
  public textStart!: number;

  @IsInt()
  @Min(0)
  public textEnd!: number;

  @IsInt()
  @Min(0)
  public sampleStart!: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  public sampleEnd!: number | null;
}

/** tts.out, 0x62: all audio has been sent; the frame's offset is its total samples. */
export class TtsDone {
  /** From the first text's arrival to the first audio of the model, as the worker measured it. */
  @IsOptional()
  @IsNumber()
  public firstAudioMs!: number | null;

  @IsInt()
  @Min(0)
  public segments!: number;

  @IsNumber()
  public atMs!: number;
}

/** tts.out, 0x63. */
export class TtsFailed {
  @IsString()
  public code!: string;

  @IsString()
  public message!: string;

  @IsBoolean()
  public retryable!: boolean;
}
