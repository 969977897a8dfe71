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
import { Credentials } from './edge/credentials/credentials';
import { CredentialsModule } from './edge/credentials/credentials.module';
import { SessionCreation } from './edge/credentials/session-creation';
import { StreamAdmission } from './edge/credentials/stream-admission';
import { OriginPolicy } from './edge/origin-policy';
import { restParts } from './edge/rest/rest-parts';
import { StreamGateway } from './edge/stream.gateway';
import type { GatewayConfig } from './gateway-config';
import { GatewayLifecycle } from './gateway-lifecycle';
import { RailClaims } from './rails/claim';
import { LeaseKeeper } from './rails/lease-keeper';
import { ConnectionManager } from './session/connection-manager';

const ID_BYTES = 9;

@Module({})
export class GatewayModule {
  public static forRoot(config: Readonly<GatewayConfig>): DynamicModule {
    const gatewayId = `gateway-${randomBytes(ID_BYTES).toString('base64url')}`;
    const rest = restParts(config);
    return {
      module: GatewayModule,
      imports: [ConsoleModule, CredentialsModule.forRoot(config)],
      controllers: rest.controllers,
      providers: [
        { provide: OriginPolicy, useFactory: () => new OriginPolicy(config.allowedOrigins) },
        {
          provide: ConnectionManager,
          inject: [MESSAGE_BUS, ControlClient, CLOCK, LOGGER],
          useFactory: (bus: MessageBus, control: ControlClient, clock: Clock, logger: Logger) =>
            new ConnectionManager({
              bus,
              clock,
              logger,
              claims: new RailClaims(control, gatewayId),
              leases: new LeaseKeeper(control, bus, clock, gatewayId),
              capacity: config.capacity,
              clockId: readClockId(),
            }),
        },
        {
          provide: SessionCreation,
          inject: [ConnectionManager],
          useFactory: (connections: ConnectionManager) => new SessionCreation(connections),
        },
        {
          provide: StreamAdmission,
          inject: [Credentials, SessionCreation],
          useFactory: (credentials: Credentials, creation: SessionCreation) =>
            new StreamAdmission(credentials, creation),
        },
        ...rest.providers,
        StreamGateway,
        GatewayLifecycle,
      ],
    };
  }
}
