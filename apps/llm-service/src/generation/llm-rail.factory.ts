import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import type { MessageBus } from '@voxrail/messaging';
import { MESSAGE_BUS } from '@voxrail/messaging';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import type { RailSessionFactory } from '@voxrail/rail';
import { CLOCK } from '@voxrail/service';

import { LlmConfig } from '../llm-config';
import { LanguageModel } from '../model/language-model';
import { ChatTemplate } from '../prompt/chat-template';
import { GrowingPrompt } from '../prompt/growing-prompt';
import { PromptRenderer } from '../prompt/prompt-renderer';
import { generationTelemetry } from './generation-telemetry';
import type { LlmRailParts } from './llm-rail';
import { LlmRail } from './llm-rail';

/** Opens a session's generations when it is claimed. */
@Injectable()
export class LlmRailFactory implements RailSessionFactory<LlmRail> {
  private readonly template = new ChatTemplate();
  private readonly parts: Omit<LlmRailParts, 'workerId' | 'renderer'>;

  public constructor(
    @Inject(LlmConfig) config: LlmConfig,
    @Inject(LanguageModel) private readonly model: LanguageModel,
    @Inject(MESSAGE_BUS) bus: MessageBus,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.parts = {
      bus,
      clock,
      streams: model.client,
      limits: { firstTokenMs: config.llmFirstTokenMs, tokenGapMs: config.llmTokenGapMs },
      observer: generationTelemetry(logger),
    };
  }

  public isReady(): boolean {
    return this.model.ready;
  }

  public open(sid: string, _gateway: string, workerId: string): LlmRail {
    const renderer = new PromptRenderer(new GrowingPrompt(this.template));
    return new LlmRail(sid, { ...this.parts, workerId, renderer });
  }
}
