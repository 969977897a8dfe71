import { Module } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import { LOGGER } from '@voxrail/observability';
import type { Logger } from '@voxrail/observability';
import { CLOCK, loadConfig } from '@voxrail/service';

import { CATALOG } from './catalog/catalog';
import { selectModels } from './catalog/select-models';
import { ModelHost } from './hosting/model-host';
import { InferenceServer } from './kserve/inference-server';
import { ModelServerConfig } from './model-server-config';
import { ModelServerLifecycle } from './model-server-lifecycle';

@Module({
  providers: [
    { provide: ModelServerConfig, useFactory: () => loadConfig(ModelServerConfig) },
    {
      provide: ModelHost,
      inject: [ModelServerConfig, CLOCK, LOGGER],
      useFactory: (config: ModelServerConfig, clock: Clock, logger: Logger) =>
        new ModelHost(
          selectModels(CATALOG, config.models, {
            silero_vad: config.modelSileroVad,
            parakeet_tdt: config.modelParakeetTdt,
            qwen3: config.modelQwen3,
            chatterbox: config.modelChatterbox,
            cosyvoice2: config.modelCosyvoice2,
          }),
          clock,
          logger,
        ),
    },
    {
      provide: InferenceServer,
      inject: [ModelHost, CLOCK],
      useFactory: (host: ModelHost, clock: Clock) => new InferenceServer(host, clock),
    },
    ModelServerLifecycle,
  ],
})
export class ModelServerModule {}
