import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import { InferenceClient, listParameter } from '@voxrail/inference';
import { CLOCK } from '@voxrail/service';

import { NO_TAGS, SpeechTags } from '../text/speech-tags';
import type { SpeechModel } from './voice-route';
import { SPEECH_MODELS } from './voice-route';

/** A model that was loaded anew may know others; sessions come far more often than that happens. */
const ASK_AGAIN_MS = 10_000;

/**
 * The tags that each speech model knows: the parameter `tags` of its configuration, as it was when it was last
 * asked. A model that could not be asked keeps those that it had.
 */
@Injectable()
export class ReportedTags {
  private readonly known = new Map<SpeechModel, SpeechTags>();
  private askedAtMs = Number.NEGATIVE_INFINITY;

  public constructor(
    @Inject(InferenceClient) private readonly client: Pick<InferenceClient, 'modelParameters'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  public of(model: SpeechModel): SpeechTags {
    return this.known.get(model) ?? NO_TAGS;
  }

  /** Asks all models. Never rejects: one that does not answer, or is not there, has no tags for now. */
  public async ask(): Promise<void> {
    this.askedAtMs = this.clock.nowMs();
    await Promise.allSettled(SPEECH_MODELS.map((model) => this.askOne(model)));
  }

  /** Asks again if that was not done of late. Nobody has to wait for it. */
  public askAgain(): void {
    if (this.clock.nowMs() - this.askedAtMs >= ASK_AGAIN_MS) void this.ask();
  }

  private async askOne(model: SpeechModel): Promise<void> {
    const parameters = await this.client.modelParameters(model);
    this.known.set(model, new SpeechTags(listParameter(parameters, 'tags')));
  }
}
