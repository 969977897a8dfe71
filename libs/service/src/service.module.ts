import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';

import type { Clock } from '@voxrail/clock';
import { SystemClock } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import type { Registry } from 'prom-client';

import { Health } from './health/health';
import { Readiness } from './health/readiness';
import { Drain } from './lifecycle/drain';

/** Injection token of the process's `Clock`. */
export const CLOCK = Symbol('CLOCK');

/** Injection token of the prom-client `Registry` behind `/metrics`, for metrics of a service's own. */
export const METRICS_REGISTRY = Symbol('METRICS_REGISTRY');

/** What a service is made of before its own module: in production `startService` makes it. */
export interface ServiceParts {
  readonly logger: Logger;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly readiness: Readiness;
  readonly health: Health;
  readonly drain: Drain;
}

export function createServiceParts(
  logger: Logger,
  registry: Registry,
  clock: Clock = new SystemClock(),
): ServiceParts {
  return {
    logger,
    registry,
    clock,
    readiness: new Readiness(clock),
    health: new Health(),
    drain: new Drain(),
  };
}

/** Lets every module inject `LOGGER`, `CLOCK`, `METRICS_REGISTRY`, `Readiness`, `Health` and `Drain`. */
@Module({})
export class ServiceModule {
  public static forRoot(parts: ServiceParts): DynamicModule {
    const providers = [
      { provide: LOGGER, useValue: parts.logger },
      { provide: METRICS_REGISTRY, useValue: parts.registry },
      { provide: CLOCK, useValue: parts.clock },
      { provide: Readiness, useValue: parts.readiness },
      { provide: Health, useValue: parts.health },
      { provide: Drain, useValue: parts.drain },
    ];
    return {
      module: ServiceModule,
      global: true,
      providers,
      exports: providers.map((p) => p.provide),
    };
  }
}
