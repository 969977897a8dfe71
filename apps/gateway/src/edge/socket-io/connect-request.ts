import { SessionConfigDto } from '@voxrail/contracts';
import { Type } from 'class-transformer';
import { IsOptional, IsString, ValidateNested } from 'class-validator';

import { readMessage } from '../validation';

/** `auth` of a Socket.IO connect (protocol section 2). */
export class ConnectRequestDto {
  /** A session's token, or an account's. */
  @IsOptional()
  @IsString()
  public token?: string;

  @IsOptional()
  @IsString()
  public api_key?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => SessionConfigDto)
  public session?: SessionConfigDto;
}

/**
 * What a connect asks for.
 * @throws VoxrailError `bad_request` naming the field
 */
export function readConnectRequest(auth: Readonly<Record<string, unknown>>): ConnectRequestDto {
  return readMessage(ConnectRequestDto, auth);
}
