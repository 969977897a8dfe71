import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';

import type { Logger } from '@voxrail/observability';
import { LOGGER, metrics } from '@voxrail/observability';

import { busTelemetry } from './bus-telemetry';
import { connectMessageBus } from './bus/connect-message-bus';
import type { MessageBus } from './bus/message-bus';
import { MESSAGE_BUS } from './bus/message-bus';
import { ControlClient } from './control/control-client';
import type { NatsEndpoint } from './nats-options';

/**
 * The process's `MessageBus` (token `MESSAGE_BUS`) and `ControlClient`, for every module. Needs a
 * `Logger` under `LOGGER`. Both are closed in `onApplicationShutdown`, after everyone's
 * `onModuleDestroy`.
 */
@Module({})
export class MessagingModule implements OnApplicationShutdown {
  public constructor(
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
    private readonly control: ControlClient,
  ) {}

  public static forRoot(endpoint: NatsEndpoint): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        {
          provide: MESSAGE_BUS,
          inject: [LOGGER],
          useFactory: async (logger: Logger): Promise<MessageBus> =>
            connectMessageBus({ ...endpoint, observer: busTelemetry(logger) }),
        },
        {
          provide: ControlClient,
          useFactory: async (): Promise<ControlClient> => {
            const client = new ControlClient({
              ...endpoint,
              onMalformed: () => {
                metrics.framesDroppedTotal.inc({ reason: 'malformed_control' });
              },
            });
            await client.connect();
            return client;
          },
        },
      ],
      exports: [MESSAGE_BUS, ControlClient],
    };
  }

  public async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.bus.close(), this.control.close()]);
  }
}
