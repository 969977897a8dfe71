import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

/** Design document 3.4. */
export class ToolDefinition {
  @IsString()
  public name!: string;

  @IsString()
  public description!: string;

  /** JSON Schema of the arguments object. */
  @IsObject()
  public parameters!: Record<string, unknown>;
}

export class HistoryToolCall {
  @IsString()
  public requestId!: string;

  @IsString()
  public name!: string;

  @IsObject()
  public arguments!: Record<string, unknown>;
}

/** One message of a conversation as the person heard it. */
export class HistoryMessage {
  @IsIn(['user', 'assistant', 'tool'])
  public role!: 'user' | 'assistant' | 'tool';

  @IsString()
  public content!: string;

  /** Of an assistant message: it was cut off, and `content` is only what was heard. */
  @IsOptional()
  @IsBoolean()
  public interrupted?: boolean;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HistoryToolCall)
  public toolCalls?: HistoryToolCall[];

  /** Of a tool message: the call that it answers. */
  @IsOptional()
  @IsString()
  public requestId?: string;
}

export class SamplingConfig {
  @IsNumber()
  @Min(0)
  @Max(2)
  public temperature!: number;

  @IsNumber()
  @Min(0)
  @Max(1)
  public topP!: number;

  @IsInt()
  @Min(-1)
  public topK!: number;

  @IsInt()
  @Min(1)
  public maxTokens!: number;
}

/** llm.in, 0x30: an order is likely soon; the worker may open what it will need. No answer. */
export class LlmPrepare {
  @Matches(/^00-/)
  public traceparent!: string;
}

/** llm.in, 0x31: generate the next assistant message. */
export class LlmStart {
  /**
   * The worker that is meant: one that still believes it holds the session, because it answered its
   * claim too late or stood still for a while, must not serve the order beside it. Absent: whoever
   * holds the session.
   */
  @IsOptional()
  @IsString()
  public worker?: string;

  @IsString()
  public instructions!: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HistoryMessage)
  public messages!: HistoryMessage[];

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ToolDefinition)
  public tools!: ToolDefinition[];

  @ValidateNested()
  @Type(() => SamplingConfig)
  public sampling!: SamplingConfig;

  /** Text of this answer that was already received from a lost worker: go on after it. */
  @IsString()
  public continueAfter!: string;

  /** The generation fails when it is not done after this long. */
  @IsInt()
  @Min(1)
  public deadlineMs!: number;

  @Matches(/^00-/)
  public traceparent!: string;
}

/** llm.out, 0x40: text to speak; the frame's offset is the position of its first character. */
export class LlmDelta {
  @IsString()
  public text!: string;

  @IsNumber()
  public atMs!: number;
}

/** llm.out, 0x41: one call, or what could not be read as one. */
export class LlmToolCall {
  /** Counts from 0 within the generation. */
  @IsInt()
  @Min(0)
  public index!: number;

  @IsString()
  public name!: string;

  @IsObject()
  public arguments!: Record<string, unknown>;

  /** Why the model's text is not a call that can be made; then `name` and `arguments` may be empty. */
  @IsOptional()
  @IsString()
  public defect?: string;
}

export class TokenUsage {
  @IsInt()
  @Min(0)
  public inputTokens!: number;

  @IsInt()
  @Min(0)
  public outputTokens!: number;
}

export const FINISH_REASONS = ['stop', 'length', 'tool_calls'] as const;

export type FinishReason = (typeof FINISH_REASONS)[number];

/** llm.out, 0x42: the end of a generation; the frame's offset is its total characters. */
export class LlmDone {
  @IsIn(FINISH_REASONS)
  public finishReason!: FinishReason;

  @ValidateNested()
  @Type(() => TokenUsage)
  public usage!: TokenUsage;

  /** From the start message's arrival to the model's first text, as the worker measured it. */
  @IsOptional()
  @IsNumber()
  public firstTokenMs!: number | null;

  @IsNumber()
  public totalMs!: number;

  /** Messages left out at the front because the context was full. */
  @IsInt()
  @Min(0)
  public droppedMessages!: number;

  @IsNumber()
  public atMs!: number;
}

/** llm.out, 0x43. */
export class LlmFailed {
  @IsString()
  public code!: string;

  @IsString()
  public message!: string;

  @IsBoolean()
  public retryable!: boolean;
}
