import type { ModuleMetadata } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';

import type { GatewayConfig } from '../../gateway-config';
import { ErrorFilter } from './error-filter';
import { OpenApi, OpenApiController } from './openapi.controller';
import { RestAccess } from './rest-access';
import { RestSettings } from './rest-settings';
import { SessionsController } from './sessions.controller';

/** What the HTTP interface adds to the gateway's module; `configureRest` comes before its initialization. */
export function restParts(
  config: Readonly<GatewayConfig>,
): Required<Pick<ModuleMetadata, 'controllers' | 'providers'>> {
  return {
    controllers: [SessionsController, OpenApiController],
    providers: [
      { provide: APP_FILTER, useClass: ErrorFilter },
      { provide: RestSettings, useFactory: () => new RestSettings(config.publicUrl) },
      OpenApi,
      RestAccess,
    ],
  };
}
