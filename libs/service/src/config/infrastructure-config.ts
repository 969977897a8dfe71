import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

import type { LogLevel } from '@voxrail/observability';
import { LOG_LEVELS } from '@voxrail/observability';

const MAX_PORT = 65_535;

/** Settings that every service has. Ports without a default here have one per service. */
export class InfrastructureConfig {
  @IsIn(LOG_LEVELS)
  public logLevel: LogLevel = 'info';

  /** Where the internal port listens. It has no credentials: anything but loopback is a choice. */
  @IsString()
  public internalHost = '127.0.0.1';

  /** 0: any free port. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_PORT)
  public internalPort?: number;

  @IsString()
  public host = '127.0.0.1';

  /** The public port, of a service that has one. 0: any free port. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_PORT)
  public port?: number;

  @Matches(/^(nats|tls):\/\/[^\s,]+(\s*,\s*(nats|tls):\/\/[^\s,]+)*$/)
  public natsUrl = 'nats://127.0.0.1:4222';
}
