import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import type { OfferReply } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';
import { MESSAGE_BUS } from '@voxrail/messaging';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import type { RailSessionFactory } from '@voxrail/rail';
import { CLOCK } from '@voxrail/service';

import { SpeechModels } from '../models/speech-models';
import { asrTelemetry } from './asr-telemetry';
import { AsrRail } from './asr-rail';

/** Opens a session's ears when it is claimed. */
@Injectable()
export class AsrRailFactory implements RailSessionFactory<AsrRail> {
  public constructor(
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SpeechModels) private readonly models: SpeechModels,
  ) {}

  public isReady(): boolean {
    return this.models.ready;
  }

  public offer(): Promise<OfferReply> {
    return this.models.offer();
  }

  public open(sid: string, _gateway: string, workerId: string): AsrRail {
    return new AsrRail(sid, {
      workerId,
      bus: this.bus,
      clock: this.clock,
      vad: this.models.vad,
      recognize: this.models.recognize,
      observer: asrTelemetry(this.logger.child({ sid })),
    });
  }
}
