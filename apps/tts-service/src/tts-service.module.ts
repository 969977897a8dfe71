import { Module } from '@nestjs/common';

import { RailModule } from '@voxrail/rail';
import { loadConfig } from '@voxrail/service';

import { SynthesisModule } from './synthesis/synthesis.module';
import { TtsRailFactory } from './synthesis/tts-rail.factory';
import { TtsConfig } from './tts-config';

const config = loadConfig(TtsConfig);

/** A worker of the rail `tts`. */
@Module({
  imports: [
    RailModule.forRoot({
      rail: 'tts',
      capacity: config.capacity,
      factory: TtsRailFactory,
      imports: [SynthesisModule.forRoot(config)],
    }),
  ],
})
export class TtsServiceModule {}
