import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import type { OfferReply } from '@voxrail/contracts';
import { InferenceClient, ModelWatch, listParameter } from '@voxrail/inference';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK, Health } from '@voxrail/service';

import { AsrConfig } from '../asr-config';
import { PARAKEET_TDT, PARAKEET_TDT_TENSORS, ParakeetTdt } from '../recognizer/parakeet-tdt';
import type { RecognizeAudio } from '../recognizer/recognition';
import { SILERO_VAD, SILERO_VAD_TENSORS, SileroVad } from '../vad/silero-vad';
import type { JudgeSpeech } from '../vad/vad-batcher';
import { VadBatcher } from '../vad/vad-batcher';
import { warmUpRecognizer, warmUpVad } from './warm-up';

/** The worker's connections to its two models, and whether they are ready. */
@Injectable()
export class SpeechModels implements OnApplicationBootstrap, OnApplicationShutdown {
  public readonly vad: VadBatcher;
  public readonly recognize: RecognizeAudio;
  private readonly asr: InferenceClient;
  private readonly silero: SileroVad;
  private readonly clients: readonly InferenceClient[];
  private readonly watch: ModelWatch;

  public constructor(
    @Inject(AsrConfig) config: AsrConfig,
    @Inject(CLOCK) clock: Clock,
    @Inject(Health) health: Health,
    @Inject(LOGGER) logger: Logger,
  ) {
    const vad = new InferenceClient({ address: config.tritonAddressVad ?? config.tritonAddress });
    const asr = new InferenceClient({ address: config.tritonAddressAsr ?? config.tritonAddress });
    this.asr = asr;
    this.clients = [vad, asr];
    this.silero = new SileroVad(vad, clock);
    const judge: JudgeSpeech = (batch) => this.silero.judge(batch);
    this.vad = new VadBatcher(judge, clock);
    const parakeet = new ParakeetTdt(asr, clock);
    this.recognize = (request, options) => parakeet.recognize(request, options);
    this.watch = new ModelWatch(
      [
        {
          client: vad,
          model: SILERO_VAD,
          tensors: SILERO_VAD_TENSORS,
          warmUp: () => warmUpVad(judge),
        },
        {
          client: asr,
          model: PARAKEET_TDT,
          tensors: PARAKEET_TDT_TENSORS,
          warmUp: () => warmUpRecognizer(this.recognize),
        },
      ],
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

  /** The languages that the recognizer reports. */
  public async offer(): Promise<OfferReply> {
    const languages = listParameter(await this.asr.modelParameters(PARAKEET_TDT), 'languages');
    return { models: [languages === undefined ? {} : { languages }] };
  }

  public onApplicationBootstrap(): void {
    this.watch.start();
  }

  /** After every session has given back its sequences. */
  public onApplicationShutdown(): void {
    this.watch.stop();
    this.vad.close();
    this.silero.close();
    for (const client of this.clients) client.close();
  }
}
