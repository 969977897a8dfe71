import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import { InferenceClient } from '@voxrail/inference';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK, Health } from '@voxrail/service';

import { TtsConfig } from '../tts-config';
import { Countdown } from './countdown';
import { ResamplerPool } from './resampler-pool';
import { warmUp } from './warm-up';

/** A server that was lost is noticed, and one that came back is used again, within this time. */
const INTERVAL_MS = 500;

/**
 * Knows whether the model of voices that name none can speak, by asking again and again. A model that
 * came, or came back, has to speak once before it counts as ready.
 */
@Injectable()
export class ModelWatch implements OnModuleInit, OnModuleDestroy {
  private readonly next: Countdown;
  private spoken = false;
  private answers = false;
  private stopped = false;

  public constructor(
    @Inject(InferenceClient) private readonly inference: InferenceClient,
    @Inject(ResamplerPool) private readonly resamplers: ResamplerPool,
    @Inject(TtsConfig) private readonly config: TtsConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Health) health: Health,
  ) {
    this.next = new Countdown(clock, () => {
      void this.ask();
    });
    health.add({ triton: () => (this.answers ? 'up' : 'down') });
  }

  public get ready(): boolean {
    return this.spoken;
  }

  public onModuleInit(): void {
    void this.ask();
  }

  /** Ends the connection to the server as well: sessions are over by now. */
  public onModuleDestroy(): void {
    this.stopped = true;
    this.next.stop();
    this.inference.close();
    this.resamplers.close();
  }

  /** Never rejects. */
  private async ask(): Promise<void> {
    const model = this.config.ttsModel;
    try {
      const loaded = await this.inference.modelReady(model, INTERVAL_MS);
      this.answers = true;
      if (loaded && !this.spoken) await this.speakOnce();
      this.spoken = loaded;
    } catch (err) {
      if (this.answers && !this.stopped)
        this.logger.warn('the speech model is lost', { model, err });
      this.spoken = false;
      this.answers = false;
    }
    if (!this.stopped) this.next.restart(INTERVAL_MS);
  }

  private async speakOnce(): Promise<void> {
    const { clock, inference: streams, resamplers } = this;
    await warmUp({ clock, streams, resamplers, model: this.config.ttsModel });
  }
}
