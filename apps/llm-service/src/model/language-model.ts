import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Timer } from '@voxrail/clock';
import { InferenceClient } from '@voxrail/inference';
import { CLOCK, Health } from '@voxrail/service';

import { LlmConfig } from '../llm-config';
import { QWEN3 } from './qwen3-protocol';

/** A worker takes sessions soon after its model is there, and stops soon after it is gone. */
const POLL_MS = 500;

const ANSWER_DEADLINE_MS = 1_000;

/** The worker's connection to its model, and whether that is ready. */
@Injectable()
export class LanguageModel implements OnApplicationBootstrap, OnApplicationShutdown {
  public readonly client: InferenceClient;
  private isReady = false;
  private stopped = false;
  private timer: Timer | undefined;

  public constructor(
    @Inject(LlmConfig) config: LlmConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Health) health: Health,
  ) {
    this.client = new InferenceClient({
      address: config.tritonAddressLlm ?? config.tritonAddress,
    });
    health.add({ triton: () => (this.isReady ? 'up' : 'down') });
  }

  public get ready(): boolean {
    return this.isReady;
  }

  public onApplicationBootstrap(): void {
    void this.look();
  }

  /** After every session has given back its streams. */
  public onApplicationShutdown(): void {
    this.stopped = true;
    this.isReady = false;
    this.timer?.cancel();
    this.client.close();
  }

  private async look(): Promise<void> {
    // A server that does not answer has no ready model.
    const ready = await this.client.modelReady(QWEN3, ANSWER_DEADLINE_MS).catch(() => false);
    if (this.stopped) return;
    this.isReady = ready;
    this.timer = this.clock.schedule(POLL_MS, () => {
      void this.look();
    });
  }
}
