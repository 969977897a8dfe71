import type { SessionConfig, SessionUsage } from '@voxrail/contracts';
import {
  DEFAULT_SESSION_CONFIG,
  HistoryToolCall,
  mergeSessionConfig,
  readJsonObject,
  SessionConfigDto,
} from '@voxrail/contracts';
import { plainToInstance, Type } from 'class-transformer';
import {
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';

/** Raised with each change that an older gateway would misread; records of another version are not read. */
export const RECORD_VERSION = 1;

class GrantsRecord {
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  public tools!: string[] | null;

  @IsOptional()
  @IsNumber()
  public maxDurationS!: number | null;

  @IsString()
  public owner!: string;
}

/** A line of the conversation, of the turn to which it belongs. */
export class HistoryRecord {
  @IsIn(['user', 'assistant', 'tool'])
  public role!: 'user' | 'assistant' | 'tool';

  @IsInt()
  @Min(0)
  public turn!: number;

  @IsString()
  public content!: string;

  /** Of an assistant message. */
  @IsOptional()
  @IsBoolean()
  public interrupted?: boolean;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HistoryToolCall)
  public toolCalls?: readonly HistoryToolCall[];

  /** Of a tool message. */
  @IsOptional()
  @IsString()
  public requestId?: string;
}

/** When so much of a turn's audio has been played, so many characters of its text have been heard. */
export class HeardMark {
  @IsNumber()
  public ms!: number;

  @IsNumber()
  public characters!: number;
}

/** An answer that was under way, and what is needed to know what the person has heard of it. */
export class AnswerRecord {
  @IsInt()
  @Min(1)
  public turn!: number;

  /** All of the turn's text so far. */
  @IsString()
  public text!: string;

  /** The end of it, which does not stand in the history yet. */
  @IsString()
  public unrecorded!: string;

  /** It is to be said word for word, and was not generated. */
  @IsBoolean()
  public given!: boolean;

  @IsBoolean()
  public interruptible!: boolean;

  /** False: it is only read, and what has come counts as heard. */
  @IsBoolean()
  public spoken!: boolean;

  /** By the estimate of the gateway that played it. */
  @IsNumber()
  @Min(0)
  public playedMs!: number;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HeardMark)
  public marks!: HeardMark[];
}

/** An answer that is to be made, because nothing was heard of the one before. */
export class OwedRecord {
  /** What is to be said, where it is `given`. */
  @IsString()
  public text!: string;

  @IsBoolean()
  public given!: boolean;

  @IsBoolean()
  public interruptible!: boolean;
}

/** A tool call that the client was working on. */
export class CallRecord extends HistoryToolCall {
  @IsInt()
  @Min(1)
  public turn!: number;

  @IsNumber()
  public remainingMs!: number;
}

class SayingRecord {
  @IsString()
  public text!: string;

  @IsBoolean()
  public interruptible!: boolean;
}

class UsageRecord implements SessionUsage {
  @IsNumber()
  public input_tokens!: number;

  @IsNumber()
  public output_tokens!: number;

  @IsNumber()
  public speculative_tokens!: number;

  @IsNumber()
  public audio_ms!: number;
}

/** The conversation as it stands: all that another gateway needs to go on with it. Never audio. */
export class SessionSnapshot {
  /** Somebody has been connected: the greeting was said. */
  @IsBoolean()
  public opened!: boolean;

  @IsObject()
  @ValidateNested()
  @Type(() => SessionConfigDto)
  public config!: SessionConfig;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HistoryRecord)
  public history!: HistoryRecord[];

  @IsInt()
  @Min(0)
  public turn!: number;

  @IsInt()
  @Min(0)
  public order!: number;

  @IsBoolean()
  public muted!: boolean;

  @ValidateNested()
  @Type(() => UsageRecord)
  public usage!: SessionUsage;

  @IsOptional()
  @ValidateNested()
  @Type(() => AnswerRecord)
  public answer!: AnswerRecord | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => OwedRecord)
  public owed!: OwedRecord | null;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => CallRecord)
  public calls!: CallRecord[];

  /** What the agent is to say next. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => SayingRecord)
  public says!: SayingRecord[];

  /** What the person has said of a message that is not complete. */
  @IsString()
  public said!: string;
}

/** A session as it stands in the bucket, and goes from one gateway to another. */
export class SessionRecord extends SessionSnapshot {
  @Equals(RECORD_VERSION)
  public version!: typeof RECORD_VERSION;

  @IsString()
  public sid!: string;

  /** Rises with each gateway that takes the session over: the highest one has it. */
  @IsInt()
  @Min(1)
  public epoch!: number;

  /** The gateway that has it. */
  @IsString()
  public gateway!: string;

  /** Time of day. */
  @IsNumber()
  public createdAtMs!: number;

  @ValidateNested()
  @Type(() => GrantsRecord)
  public grants!: GrantsRecord;
}

const encoder = new TextEncoder();

export function encodeRecord(record: SessionRecord): Uint8Array {
  return encoder.encode(JSON.stringify(record));
}

/** Undefined where it is no record, or one of another version. Fields that are not known are ignored. */
export function decodeRecord(data: Uint8Array): SessionRecord | undefined {
  return readRecord(readJsonObject(data));
}

/** As `decodeRecord`, for what has been parsed already. */
export function readRecord(plain: unknown): SessionRecord | undefined {
  if (typeof plain !== 'object' || plain === null) return undefined;
  const checked = plainToInstance(SessionRecord, plain);
  if (validateSync(checked, { stopAtFirstError: true }).length > 0) return undefined;
  const record = plain as SessionRecord;
  const config = record.config as unknown as SessionConfigDto;
  return {
    ...record,
    answer: record.answer ?? null,
    owed: record.owed ?? null,
    // A field that an older gateway did not know has its default.
    config: mergeSessionConfig(DEFAULT_SESSION_CONFIG, config),
  };
}
