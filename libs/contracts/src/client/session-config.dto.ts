import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import type { Modality } from './session-config';

const MAX_INSTRUCTIONS_CHARS = 16_384;

/** A tool that the client offers to the agent (design document 3.4). */
export class ToolDefinitionDto {
  @Matches(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/)
  public name!: string;

  @IsString()
  @MaxLength(4_096)
  public description!: string;

  @IsObject()
  public parameters!: Record<string, unknown>;
}

export class TurnDetectionDto {
  @IsOptional()
  @IsIn(['auto', 'manual'])
  public mode?: 'auto' | 'manual';

  @IsOptional()
  @IsNumber()
  @Min(0.01)
  @Max(0.99)
  public threshold?: number;

  @IsOptional()
  @IsInt()
  @Min(32)
  @Max(10_000)
  public silence_ms?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(30_000)
  public idle_ms?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(5_000)
  public min_speech_ms?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2_000)
  public prefix_ms?: number;

  @IsOptional()
  @IsInt()
  @Min(1_000)
  @Max(120_000)
  public max_utterance_ms?: number;

  @IsOptional()
  @IsBoolean()
  public semantic?: boolean;

  @IsOptional()
  @IsBoolean()
  public speculate?: boolean;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2_000)
  public speculate_after_ms?: number;
}

export class InterruptionDto {
  @IsOptional()
  @IsIn(['immediate', 'confirm', 'off'])
  public mode?: 'immediate' | 'confirm' | 'off';

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(5_000)
  public min_speech_ms?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(20)
  public min_words?: number;

  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(10_000)
  public resume_after_ms?: number;
}

export class PlaybackConfigDto {
  @IsOptional()
  @IsInt()
  @Min(20)
  @Max(5_000)
  public lead_ms?: number;
}

export class GenerationDto {
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  public temperature?: number;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  public top_p?: number;

  @IsOptional()
  @IsInt()
  @Min(-1)
  @Max(1_000)
  public top_k?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(4_096)
  public max_tokens?: number;
}

export class LimitsDto {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(86_400)
  public max_duration_s?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(86_400)
  public idle_s?: number;
}

/** A partial session configuration as a client sends it (protocol section 4). Unknown fields are refused. */
export class SessionConfigDto {
  @IsOptional()
  @IsString()
  @MaxLength(MAX_INSTRUCTIONS_CHARS)
  public instructions?: string;

  @IsOptional()
  @IsString()
  @MaxLength(4_096)
  public greeting?: string | null;

  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/)
  public voice?: string;

  @IsOptional()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  public language?: string;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @IsIn(['audio', 'text'], { each: true })
  public modalities?: Modality[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(64)
  @ValidateNested({ each: true })
  @Type(() => ToolDefinitionDto)
  public tools?: ToolDefinitionDto[];

  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(120_000)
  public tool_timeout_ms?: number;

  @IsOptional()
  @ValidateNested()
  @Type(() => TurnDetectionDto)
  public turn_detection?: TurnDetectionDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => InterruptionDto)
  public interruption?: InterruptionDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => PlaybackConfigDto)
  public playback?: PlaybackConfigDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => GenerationDto)
  public generation?: GenerationDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => LimitsDto)
  public limits?: LimitsDto;

  @IsOptional()
  @IsBoolean()
  public log_transcripts?: boolean;

  @IsOptional()
  @IsObject()
  public metadata?: Record<string, unknown>;
}
