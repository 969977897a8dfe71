import { SessionConfigDto, VoxrailError } from '@voxrail/contracts';
import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';

import { readMessage } from './validation';

/** `auth` of a Socket.IO connect. */
class ConnectRequestDto {
  @IsOptional()
  @ValidateNested()
  @Type(() => SessionConfigDto)
  public session?: SessionConfigDto;
}

/**
 * The session that a connect asks for.
 * @throws VoxrailError `bad_request` naming the field
 */
export function readConnectRequest(auth: Readonly<Record<string, unknown>>): SessionConfigDto {
  for (const credential of ['token', 'api_key']) {
    if (auth[credential] === undefined) continue;
    throw new VoxrailError('bad_request', `${credential}: credentials are not issued yet`);
  }
  return readMessage(ConnectRequestDto, auth).session ?? new SessionConfigDto();
}
