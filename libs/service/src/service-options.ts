import type { DynamicModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';

import type { ServiceName } from '@voxrail/observability';

import type { ReadinessCheck } from './health/readiness';

export interface ServiceOptions {
  readonly name: ServiceName;
  /** The service's own root module. */
  readonly module: Type | DynamicModule;
  /** Default of VOXRAIL_INTERNAL_PORT. */
  readonly internalPort: number;
  /** Whether the service is on NATS: then MESSAGE_BUS, ControlClient and control handlers work. */
  readonly controlPlane?: boolean;
  /** Default of VOXRAIL_PORT; a service without it listens for no client. */
  readonly publicPort?: number;
  /** Beside those that providers add to `Readiness`. */
  readonly checks?: readonly ReadinessCheck[];
  /** Called before Nest's initialization: WebSocket adapter, static files, pipes. */
  readonly configure?: (app: NestExpressApplication) => void | Promise<void>;
}
