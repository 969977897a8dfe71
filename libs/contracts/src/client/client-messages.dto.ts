import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';

import { SessionConfigDto } from './session-config.dto';

const MAX_TEXT_CHARS = 16_384;

/** Every JSON message of a client may carry an id that an error about it repeats. */
export class ClientMessageDto {
  @IsOptional()
  @IsString()
  @MaxLength(128)
  public event_id?: string;
}

export const CONTROL_ACTIONS = ['mute', 'unmute', 'hangup', 'commit', 'cancel'] as const;

export type ControlAction = (typeof CONTROL_ACTIONS)[number];

export class ControlDto extends ClientMessageDto {
  @IsIn(CONTROL_ACTIONS)
  public action!: ControlAction;
}

export class ToolResponseDto extends ClientMessageDto {
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  public request_id!: string;

  /** Any JSON value. Exactly one of `result` and `error` is given. */
  @IsOptional()
  public result?: unknown;

  @IsOptional()
  @IsString()
  @MaxLength(8_192)
  public error?: string;
}

export class TextDto extends ClientMessageDto {
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TEXT_CHARS)
  public text!: string;
}

export class SayDto extends ClientMessageDto {
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TEXT_CHARS)
  public text!: string;

  @IsOptional()
  @IsBoolean()
  public interruptible?: boolean;

  @IsOptional()
  @IsBoolean()
  public interrupt?: boolean;
}

export class SessionUpdateDto extends ClientMessageDto {
  @IsDefined()
  @ValidateNested()
  @Type(() => SessionConfigDto)
  public session!: SessionConfigDto;
}

export class PlaybackReportDto extends ClientMessageDto {
  @IsInt()
  @Min(0)
  public turn!: number;

  @IsNumber()
  @Min(0)
  public played_ms!: number;
}

export class RefreshDto extends ClientMessageDto {}

/** Client → server JSON messages by their Socket.IO event name. Audio (`audio_chunk`) is binary. */
export const CLIENT_MESSAGES = {
  control: ControlDto,
  tool_response: ToolResponseDto,
  text: TextDto,
  say: SayDto,
  session_update: SessionUpdateDto,
  playback: PlaybackReportDto,
  refresh: RefreshDto,
} as const;

export type ClientMessageName = keyof typeof CLIENT_MESSAGES;

export type ClientMessage<N extends ClientMessageName> = InstanceType<(typeof CLIENT_MESSAGES)[N]>;
