import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { RailModule } from '@voxrail/rail';

import { LlmRailFactory } from './generation/llm-rail.factory';
import { LlmConfig } from './llm-config';
import { LanguageModel } from './model/language-model';

/** The LLM worker: claims by `RailModule`, a session's generations by `LlmRail`. */
@Module({})
export class LlmModule {
  public static forRoot(config: LlmConfig): DynamicModule {
    const generating: DynamicModule = {
      module: GeneratingModule,
      providers: [{ provide: LlmConfig, useValue: config }, LanguageModel, LlmRailFactory],
      exports: [LlmRailFactory],
    };
    return {
      module: LlmModule,
      imports: [
        RailModule.forRoot({
          rail: 'llm',
          capacity: config.capacity,
          factory: LlmRailFactory,
          imports: [generating],
        }),
      ],
    };
  }
}

/** Nest wants a class for a module that is put together at run time. */
class GeneratingModule {}
