import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import { InferenceClient, ModelWatch } from '@voxrail/inference';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK, Health } from '@voxrail/service';

import { TtsConfig } from '../tts-config';
import { ReportedTags } from './reported-tags';
import { ResamplerPool } from './resampler-pool';
import { SPEECH_MODEL_TENSORS } from './speech-model-protocol';
import { warmUp } from './warm-up';

/** Whether the model of voices that name none can speak; it has to speak once before it counts as ready. */
@Injectable()
export class DefaultVoice implements OnModuleInit, OnModuleDestroy {
  private readonly watch: ModelWatch;

  public constructor(
    @Inject(InferenceClient) private readonly inference: InferenceClient,
    @Inject(ResamplerPool) private readonly resamplers: ResamplerPool,
    @Inject(ReportedTags) tags: ReportedTags,
    @Inject(TtsConfig) config: TtsConfig,
    @Inject(CLOCK) clock: Clock,
    @Inject(Health) health: Health,
    @Inject(LOGGER) logger: Logger,
  ) {
    const model = config.ttsModel;
    const speakOnce = async (): Promise<void> => {
      await tags.ask();
      await warmUp({ clock, streams: inference, resamplers, model });
    };
    this.watch = new ModelWatch(
      [{ client: inference, model, tensors: SPEECH_MODEL_TENSORS, warmUp: speakOnce }],
      clock,
      (problem) => {
        logger.error(problem);
      },
    );
    health.add({ triton: () => (this.watch.ready ? 'up' : 'down') });
  }

  public get ready(): boolean {
    return this.watch.ready;
  }

  public onModuleInit(): void {
    this.watch.start();
  }

  /** Ends the connection to the server as well: sessions are over by now. */
  public onModuleDestroy(): void {
    this.watch.stop();
    this.inference.close();
    this.resamplers.close();
  }
}
