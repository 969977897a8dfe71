import 'reflect-metadata';

import { loadConfig, startService } from '@voxrail/service';

import { LlmConfig } from './llm-config';
import { LlmModule } from './llm.module';

void startService({
  name: 'llm-service',
  module: LlmModule.forRoot(loadConfig(LlmConfig)),
  internalPort: 9466,
  controlPlane: true,
});
