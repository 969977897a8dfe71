import type { DynamicModule, InjectionToken, ModuleMetadata } from '@nestjs/common';
import { Module } from '@nestjs/common';

import type { Clock } from '@voxrail/clock';
import { readClockId } from '@voxrail/clock';
import type { RailName } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';
import { MESSAGE_BUS } from '@voxrail/messaging';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK } from '@voxrail/service';

import { SessionRegistry } from '../claims/session-registry';
import { newWorkerId } from '../claims/worker-id';
import type { RailSessionFactory } from '../rail-session';
import { createRailController } from './rail-controller';
import { RailLifecycle } from './rail-lifecycle';
import { RAIL_SESSION_FACTORY } from './rail-session-factory';

export interface RailModuleOptions {
  readonly rail: RailName;
  /** Sessions that this worker takes at a time. */
  readonly capacity: number;
  /** Token of the rail's `RailSessionFactory`, exported by one of `imports`. */
  readonly factory: InjectionToken<RailSessionFactory>;
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Default: a new one. */
  readonly workerId?: string;
}

/**
 * A rail worker: answers claims, leases and releases, and holds the sessions that `factory` makes.
 * Needs what `startService` gives to a service with `controlPlane`.
 */
@Module({})
export class RailModule {
  public static forRoot(options: RailModuleOptions): DynamicModule {
    const workerId = options.workerId ?? newWorkerId(options.rail);
    return {
      module: RailModule,
      imports: [...options.imports],
      controllers: [createRailController(options.rail, workerId)],
      providers: [
        { provide: RAIL_SESSION_FACTORY, useExisting: options.factory },
        {
          provide: SessionRegistry,
          inject: [RAIL_SESSION_FACTORY, MESSAGE_BUS, CLOCK, LOGGER],
          useFactory: (
            factory: RailSessionFactory,
            bus: MessageBus,
            clock: Clock,
            logger: Logger,
          ): SessionRegistry => {
            const { capacity } = options;
            const clockId = readClockId();
            logger.info('worker', { worker: workerId, rail: options.rail, capacity });
            return new SessionRegistry({
              workerId,
              capacity,
              clockId,
              factory,
              bus,
              clock,
              logger,
            });
          },
        },
        RailLifecycle,
      ],
      exports: [SessionRegistry],
    };
  }
}
