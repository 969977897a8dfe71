import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import type { OfferReply } from '@voxrail/contracts';
import { railSubject } from '@voxrail/contracts';
import { InferenceClient } from '@voxrail/inference';
import type { MessageBus } from '@voxrail/messaging';
import { MESSAGE_BUS } from '@voxrail/messaging';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import type { RailSession, RailSessionFactory } from '@voxrail/rail';
import { FrameSender, subscribeFrames } from '@voxrail/rail';
import { CLOCK } from '@voxrail/service';

import { TtsConfig } from '../tts-config';
import { DefaultVoice } from './default-voice';
import { ReportedTags } from './reported-tags';
import { ResamplerPool } from './resampler-pool';
import type { SpeechCounters } from './speech-report';
import { SpeechReport } from './speech-report';
import { SYNTHESIS_LIMITS } from './synthesis-limits';
import { TtsRail } from './tts-rail';
import { voiceOffer } from './voice-offer';

/** Injection token of the worker's `SpeechCounters`. */
export const SPEECH_COUNTERS = Symbol('SPEECH_COUNTERS');

/** Connects each session's `TtsRail` with the bus and the speech models. */
@Injectable()
export class TtsRailFactory implements RailSessionFactory {
  public constructor(
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
    @Inject(InferenceClient) private readonly inference: InferenceClient,
    @Inject(DefaultVoice) private readonly voice: DefaultVoice,
    @Inject(ReportedTags) private readonly tags: ReportedTags,
    @Inject(ResamplerPool) private readonly resamplers: ResamplerPool,
    @Inject(TtsConfig) private readonly config: TtsConfig,
    @Inject(SPEECH_COUNTERS) private readonly counters: SpeechCounters,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  public isReady(): boolean {
    return this.voice.ready;
  }

  public offer(): Promise<OfferReply> {
    return voiceOffer(this.inference, this.config.ttsModel);
  }

  public open(sid: string, _gateway: string, workerId: string): RailSession {
    this.tags.askAgain();
    const sender = new FrameSender(this.bus, railSubject(sid, 'tts', 'out'));
    const rail = new TtsRail({
      workerId,
      clock: this.clock,
      limits: SYNTHESIS_LIMITS,
      streams: this.inference,
      resamplers: this.resamplers,
      defaultModel: this.config.ttsModel,
      tags: this.tags,
      report: new SpeechReport(sender, this.clock, this.counters, this.logger.child({ sid })),
    });
    const subscription = subscribeFrames(this.bus, railSubject(sid, 'tts', 'in'), (frame) => {
      rail.receive(frame);
    });
    return {
      interrupt: (from, to) => {
        rail.interrupt(from, to);
      },
      close: () => {
        subscription.unsubscribe();
        rail.close();
      },
    };
  }
}
