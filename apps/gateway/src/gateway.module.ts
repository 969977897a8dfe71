import { randomBytes } from 'node:crypto';

import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import { readClockId } from '@voxrail/clock';
import type { MessageBus } from '@voxrail/messaging';
import { ControlClient, MESSAGE_BUS } from '@voxrail/messaging';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK } from '@voxrail/service';

import { ConsoleModule } from './console/console.module';
import { CredentialsModule } from './edge/credentials/credentials.module';
import { edgeProviders } from './edge/edge-providers';
import type { LimitsConfig } from './edge/limits/limits-config';
import { restParts } from './edge/rest/rest-parts';
import type { GatewayConfig } from './gateway-config';
import { GatewayLifecycle } from './gateway-lifecycle';
import { RailClaims } from './rails/claim';
import { LeaseKeeper } from './rails/lease-keeper';
import { RailOffers } from './rails/rail-offers';
import { ConnectionManager } from './session/connection-manager';

const ID_BYTES = 9;

@Module({})
export class GatewayModule {
  public static forRoot(
    config: Readonly<GatewayConfig>,
    limits: Readonly<LimitsConfig>,
  ): DynamicModule {
    const gatewayId = `gateway-${randomBytes(ID_BYTES).toString('base64url')}`;
    const rest = restParts(config);
    return {
      module: GatewayModule,
      imports: [ConsoleModule, CredentialsModule.forRoot(config)],
      controllers: rest.controllers,
      providers: [
        {
          provide: ConnectionManager,
          inject: [MESSAGE_BUS, ControlClient, CLOCK, LOGGER],
          useFactory: (bus: MessageBus, control: ControlClient, clock: Clock, logger: Logger) =>
            new ConnectionManager({
              bus,
              clock,
              logger,
              claims: new RailClaims(control, gatewayId),
              offers: new RailOffers(control),
              leases: new LeaseKeeper(control, bus, clock, gatewayId),
              capacity: config.capacity,
              graceMs: config.reconnectGraceMs,
              clockId: readClockId(),
            }),
        },
        ...edgeProviders(config, limits),
        ...rest.providers,
        GatewayLifecycle,
      ],
    };
  }
}
