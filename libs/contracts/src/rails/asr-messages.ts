import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

/** How a listening stream decides on speech. Same meaning as `turn_detection` of the client protocol. */
export class ListeningConfig {
  @IsIn(['auto', 'manual'])
  public mode!: 'auto' | 'manual';

  /** Speech probability that begins speech; leaving it needs `threshold - 0.15`. */
  @IsNumber()
  @Min(0)
  @Max(1)
  public threshold!: number;

  @IsInt()
  @Min(0)
  public silenceMs!: number;

  @IsInt()
  @Min(0)
  public idleMs!: number;

  @IsInt()
  @Min(0)
  public minSpeechMs!: number;

  /** Audio kept from before the detection. */
  @IsInt()
  @Min(0)
  public prefixMs!: number;

  @IsInt()
  @Min(1000)
  public maxUtteranceMs!: number;

  /** Makes candidates in pauses, and partials that are fresh when a pause begins. */
  @IsBoolean()
  public speculate!: boolean;

  /** Silence after which a candidate is made, if speech has not ended by then. */
  @IsInt()
  @Min(0)
  public speculateAfterMs!: number;
}

/** asr.in, 0x10: opens a listening stream; audio frames of this order follow. */
export class AsrStart {
  /**
   * The worker that is meant: one that still believes it holds the session, because it answered its
   * claim too late or stood still for a while, must not serve the order beside it. Absent: whoever
   * holds the session.
   */
  @IsOptional()
  @IsString()
  public worker?: string;

  @ValidateNested()
  @Type(() => ListeningConfig)
  public config!: ListeningConfig;

  @IsString()
  public language!: string;

  /** Absolute position of the first sample that will follow. */
  @IsInt()
  @Min(0)
  public firstSample!: number;

  /** Number the first utterance gets, so that numbers keep rising across a recovery. */
  @IsInt()
  @Min(0)
  public firstUtterance!: number;

  @Matches(/^00-/)
  public traceparent!: string;
}

/** asr.in, 0x12: thresholds from here on. */
export class AsrConfig {
  @ValidateNested()
  @Type(() => ListeningConfig)
  public config!: ListeningConfig;
}

/** asr.in, 0x13: decide now (`commit`). Without speech, an empty final answers it. */
export class AsrFlush {}

/** asr.in, 0x14: forget this utterance (`mute`). No final follows. */
export class AsrReset {}

export class WordTiming {
  @IsString()
  public word!: string;

  /** From the start of the utterance (its `prerollSample`). */
  @IsNumber()
  public startMs!: number;

  @IsNumber()
  public endMs!: number;

  @IsNumber()
  @Min(0)
  @Max(1)
  public confidence!: number;
}

class UtteranceEvent {
  @IsInt()
  @Min(0)
  public utterance!: number;

  /** Sender's monotonic clock (host-wide, milliseconds) when it decided this. */
  @IsNumber()
  public atMs!: number;
}

/** asr.out, 0x20. */
export class AsrSpeechStarted extends UtteranceEvent {
  /** Absolute position of the first voiced window. */
  @IsInt()
  @Min(0)
  public startSample!: number;

  /** Absolute position of the first sample that is recognized: `prefixMs` before the start. */
  @IsInt()
  @Min(0)
  public prerollSample!: number;
}

/** asr.out, 0x21: what has been recognized so far; may still change. */
export class AsrPartial extends UtteranceEvent {
  @IsInt()
  @Min(0)
  public revision!: number;

  @IsString()
  public text!: string;

  /** Absolute position up to which audio has been recognized. */
  @IsInt()
  @Min(0)
  public endSample!: number;

  /** True: nothing voiced has been heard lately, so that speech may have ended; only with `speculate`. */
  @IsOptional()
  @IsBoolean()
  public pausing?: boolean;
}

class Recognition extends UtteranceEvent {
  /** Counts the partials, candidates and the final of an utterance within an order. */
  @IsInt()
  @Min(0)
  public revision!: number;

  @IsString()
  public text!: string;

  @IsNumber()
  @Min(0)
  @Max(1)
  public confidence!: number;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => WordTiming)
  public words!: WordTiming[];

  /** Absolute position of the end of the last voiced window. */
  @IsInt()
  @Min(0)
  public endSample!: number;

  /** Time the recognizer took after the last audio it needed had arrived. */
  @IsNumber()
  public decodeMs!: number;
}

/**
 * asr.out, 0x22: what the final will be if no voiced window follows; then text, words and confidence of
 * the final are these. After a voiced one it says nothing any more, and the next pause has its own.
 */
export class AsrCandidate extends Recognition {}

/** asr.out, 0x24: exactly one for each utterance that was started and not reset. */
export class AsrFinal extends Recognition {}

export const SPEECH_END_REASONS = ['silence', 'flush', 'max_utterance', 'starved'] as const;

export type SpeechEndReason = (typeof SPEECH_END_REASONS)[number];

/** asr.out, 0x23: USER_SPEAKING → END_OF_SPEECH. */
export class AsrSpeechEnded extends UtteranceEvent {
  /** Absolute position of the end of the last voiced window: the actual end of speech. */
  @IsInt()
  @Min(0)
  public endSample!: number;

  @IsIn(SPEECH_END_REASONS)
  public reason!: SpeechEndReason;
}

/** asr.out, 0x25: END_OF_SPEECH → IDLE. */
export class AsrIdle extends UtteranceEvent {}

/** asr.out, 0x26: an utterance, or with `fatal` the listening stream, could not be recognized. */
export class AsrFailed {
  @IsOptional()
  @IsInt()
  public utterance?: number;

  @IsString()
  public code!: string;

  @IsString()
  public message!: string;

  @IsBoolean()
  public retryable!: boolean;

  /** The order is over; otherwise only the utterance is lost. */
  @IsBoolean()
  public fatal!: boolean;
}
