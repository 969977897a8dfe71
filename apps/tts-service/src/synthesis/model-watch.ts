import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import { InferenceClient } from '@voxrail/inference';
import { CLOCK, Health } from '@voxrail/service';

import { TtsConfig } from '../tts-config';
import { Countdown } from './countdown';

/** A server that was lost is noticed, and one that came back is used again, within this time. */
const INTERVAL_MS = 500;

/** Knows whether the speech model of voices that name none is ready, by asking again and again. */
@Injectable()
export class ModelWatch implements OnModuleInit, OnModuleDestroy {
  private readonly next: Countdown;
  private isReady = false;
  private answers = false;
  private stopped = false;

  public constructor(
    @Inject(InferenceClient) private readonly inference: InferenceClient,
    @Inject(TtsConfig) private readonly config: TtsConfig,
    @Inject(CLOCK) clock: Clock,
    @Inject(Health) health: Health,
  ) {
    this.next = new Countdown(clock, () => {
      void this.ask();
    });
    health.add({ triton: () => (this.answers ? 'up' : 'down') });
  }

  public get ready(): boolean {
    return this.isReady;
  }

  public async onModuleInit(): Promise<void> {
    await this.ask();
  }

  /** Ends the connection to the server as well: sessions are over by now. */
  public onModuleDestroy(): void {
    this.stopped = true;
    this.next.stop();
    this.inference.close();
  }

  private async ask(): Promise<void> {
    try {
      this.isReady = await this.inference.modelReady(this.config.ttsModel, INTERVAL_MS);
      this.answers = true;
    } catch {
      this.isReady = false;
      this.answers = false;
    }
    if (!this.stopped) this.next.restart(INTERVAL_MS);
  }
}
