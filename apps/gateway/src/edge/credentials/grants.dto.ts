import { ArrayMaxSize, IsArray, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

import type { AccountIdentity } from './identity';
import { MAX_DURATION_S } from './identity';

const MAX_SESSIONS = 10_000;

/** Grants as an API key's entry and the `voxrail` claim of a JWT give them. What is absent is not limited. */
export class GrantsDto {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(64)
  @Matches(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, { each: true })
  public tools?: string[];

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_DURATION_S)
  public max_duration_s?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_SESSIONS)
  public max_sessions?: number;
}

/** The identity of an account with these grants; `expiresAtMs` is Unix time, null where it has no end. */
export function accountOf(
  owner: string,
  granted: GrantsDto,
  expiresAtMs: number | null,
): AccountIdentity {
  return {
    kind: 'account',
    grants: {
      tools: granted.tools ?? null,
      maxDurationS: granted.max_duration_s ?? null,
      owner,
    },
    maxSessions: granted.max_sessions ?? null,
    expiresAtMs,
  };
}
