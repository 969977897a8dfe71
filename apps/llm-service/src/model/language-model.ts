import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import { InferenceClient, ModelWatch } from '@voxrail/inference';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK, Health } from '@voxrail/service';

import { warmUp } from '../generation/warm-up';
import { LlmConfig } from '../llm-config';
import { QWEN3, QWEN3_TENSORS } from './qwen3-protocol';

/** The worker's connection to its model, and whether that is ready. */
@Injectable()
export class LanguageModel implements OnApplicationBootstrap, OnApplicationShutdown {
  public readonly client: InferenceClient;
  private readonly watch: ModelWatch;

  public constructor(
    @Inject(LlmConfig) config: LlmConfig,
    @Inject(CLOCK) clock: Clock,
    @Inject(Health) health: Health,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.client = new InferenceClient({
      address: config.tritonAddressLlm ?? config.tritonAddress,
    });
    const limits = { firstTokenMs: config.llmFirstTokenMs, tokenGapMs: config.llmTokenGapMs };
    const warm = { clock, streams: this.client, limits };
    const { client } = this;
    this.watch = new ModelWatch(
      [{ client, model: QWEN3, tensors: QWEN3_TENSORS, warmUp: () => warmUp(warm) }],
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

  public onApplicationBootstrap(): void {
    this.watch.start();
  }

  /** After every session has given back its streams. */
  public onApplicationShutdown(): void {
    this.watch.stop();
    this.client.close();
  }
}
