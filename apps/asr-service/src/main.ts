import 'reflect-metadata';

import { loadConfig, startService } from '@voxrail/service';

import { AsrConfig } from './asr-config';
import { AsrModule } from './asr.module';

void startService({
  name: 'asr-service',
  module: AsrModule.forRoot(loadConfig(AsrConfig)),
  internalPort: 9465,
  controlPlane: true,
});
