import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { InferenceClient } from '@voxrail/inference';
import { METRICS_REGISTRY } from '@voxrail/service';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

import { TtsConfig } from '../tts-config';
import { DefaultVoice } from './default-voice';
import { ReportedTags } from './reported-tags';
import { ResamplerPool } from './resampler-pool';
import type { SpeechCounters } from './speech-report';
import { SPEECH_COUNTERS, TtsRailFactory } from './tts-rail.factory';

/** Everything between the bus and the speech models. */
@Module({})
export class SynthesisModule {
  public static forRoot(config: TtsConfig): DynamicModule {
    const address = config.tritonAddressTts ?? config.tritonAddress;
    return {
      module: SynthesisModule,
      providers: [
        { provide: TtsConfig, useValue: config },
        { provide: InferenceClient, useFactory: () => new InferenceClient({ address }) },
        {
          provide: SPEECH_COUNTERS,
          inject: [METRICS_REGISTRY],
          useFactory: (registry: Registry): SpeechCounters => ({
            audioBytes: new Counter({
              name: 'voice_agent_tts_audio_bytes_total',
              help: 'Bytes of audio sent to gateways',
              registers: [registry],
            }),
          }),
        },
        ResamplerPool,
        ReportedTags,
        DefaultVoice,
        TtsRailFactory,
      ],
      exports: [TtsRailFactory],
    };
  }
}
