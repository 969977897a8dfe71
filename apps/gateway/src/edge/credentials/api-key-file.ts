import { VoxrailError } from '@voxrail/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, Matches, ValidateNested } from 'class-validator';

import { readMessage } from '../validation';
import { GrantsDto } from './grants.dto';

/** A key is found by comparing with each: a thousand comparisons take a tenth of a millisecond. */
const MAX_KEYS = 1_000;

/** One API key as it is stored: never the key itself. */
export class ApiKeyEntryDto extends GrantsDto {
  /** Names the key in logs and as the owner of its sessions. */
  @Matches(/^[A-Za-z0-9_-]{1,64}$/)
  public id!: string;

  /** `hashOfApiKey` of the key. */
  @Matches(/^sha256:[0-9a-f]{64}$/)
  public hash!: string;
}

export class ApiKeyFileDto {
  @IsArray()
  @ArrayMaxSize(MAX_KEYS)
  @ValidateNested({ each: true })
  @Type(() => ApiKeyEntryDto)
  public keys!: ApiKeyEntryDto[];
}

/** @throws Error saying what of the file cannot be used; it repeats no hash */
export function readApiKeyFile(text: string): readonly ApiKeyEntryDto[] {
  const { keys } = readMessage(ApiKeyFileDto, parse(text));
  const twice = keys.find(({ id }, index) => keys.findIndex((key) => key.id === id) !== index);
  if (twice !== undefined) {
    throw new VoxrailError('bad_request', `there are two keys with the id ${twice.id}`);
  }
  return keys;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message repeats what it read.
    throw new VoxrailError('bad_request', 'the file is not JSON');
  }
}
