import 'reflect-metadata';

import { startService } from '@voxrail/service';

import { TtsServiceModule } from './tts-service.module';

const INTERNAL_PORT = 9467;

void startService({
  name: 'tts-service',
  module: TtsServiceModule,
  internalPort: INTERNAL_PORT,
  controlPlane: true,
});
