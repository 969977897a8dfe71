import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { RailModule } from '@voxrail/rail';

import { AsrConfig } from './asr-config';
import { SpeechModels } from './models/speech-models';
import { AsrRailFactory } from './stream/asr-rail.factory';

/** The ASR worker: claims by `RailModule`, a session's listening by `AsrRail`. */
@Module({})
export class AsrModule {
  public static forRoot(config: AsrConfig): DynamicModule {
    const listening: DynamicModule = {
      module: ListeningModule,
      providers: [{ provide: AsrConfig, useValue: config }, SpeechModels, AsrRailFactory],
      exports: [AsrRailFactory],
    };
    return {
      module: AsrModule,
      imports: [
        RailModule.forRoot({
          rail: 'asr',
          capacity: config.capacity,
          factory: AsrRailFactory,
          imports: [listening],
        }),
      ],
    };
  }
}

/** Nest wants a class for a module that is put together at run time. */
class ListeningModule {}
