import type { ErrorCode } from '@voxrail/contracts';
import { ERROR_TRAITS } from '@voxrail/contracts';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsString,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';

import type { SessionStatus } from '../../session/session-status';

const SESSION_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Codes of HTTP answers: those of the protocol, and one for a path that is not there. */
export type RestErrorCode = ErrorCode | 'not_found';

const REST_ERROR_CODES: readonly RestErrorCode[] = [
  ...(Object.keys(ERROR_TRAITS) as ErrorCode[]).filter(
    (code) => ERROR_TRAITS[code].httpStatus !== null,
  ),
  'not_found',
];

/** Answer to `POST /v1/sessions`. */
export class CreatedSessionDto {
  @Matches(SESSION_ID)
  public session_id!: string;

  /** Opens the stream of the session, and authorizes the calls about it. */
  @IsString()
  public token!: string;

  @IsISO8601()
  public expires_at!: string;

  /** Where a raw WebSocket opens the stream. */
  @Matches(/^wss?:\/\//)
  public stream_url!: string;
}

/** Answer to `GET /v1/sessions/{id}/status`. */
export class SessionStatusDto implements SessionStatus {
  @Matches(SESSION_ID)
  public session_id!: string;

  @IsIn(['created', 'active', 'reconnecting'])
  public state!: SessionStatus['state'];

  @IsBoolean()
  public agent_speaking!: boolean;

  @IsBoolean()
  public user_speaking!: boolean;

  @IsBoolean()
  public processing!: boolean;

  @IsBoolean()
  public muted!: boolean;

  @IsInt()
  @Min(0)
  public turn!: number;

  @IsISO8601()
  public created_at!: string;

  @IsObject()
  public metadata!: Record<string, unknown>;
}

/** Answer to `POST /v1/sessions/{id}/tools`. */
export class AcceptedDto {}

export class ErrorBodyDto {
  @IsIn(REST_ERROR_CODES)
  public code!: RestErrorCode;

  /** For people; it may change. */
  @IsString()
  public message!: string;
}

/** Every answer that is no success. */
export class ErrorDto {
  @ValidateNested()
  @Type(() => ErrorBodyDto)
  public error!: ErrorBodyDto;
}
