import type { SessionConfig } from '@voxrail/contracts';

import type { LlmRail } from '../../rails/llm-rail';
import type { OrderBroadcast } from '../../rails/order-broadcast';
import type { TtsRail } from '../../rails/tts-rail';
import type { OrderCounter } from '../order-counter';

export interface OrderParts {
  readonly llm: LlmRail;
  readonly tts: TtsRail;
  readonly broadcast: OrderBroadcast;
  readonly orders: OrderCounter;
}

/**
 * Numbers for a generation and a speech that are likely soon. The workers are told, so that their
 * streams to the models are open when the text is there; what was not used in the end is given back.
 */
export class PreparedOrders {
  private generation: number | undefined;
  private speech: number | undefined;

  public constructor(
    private readonly parts: OrderParts,
    config: SessionConfig,
    traceparent: string,
  ) {
    const { llm, tts, orders } = parts;
    this.generation = orders.next();
    llm.prepare(this.generation, traceparent);
    if (!config.modalities.includes('audio')) return;
    this.speech = orders.next();
    tts.prepare(this.speech, config.voice, config.language, traceparent);
  }

  public takeGeneration(): number | undefined {
    const order = this.generation;
    this.generation = undefined;
    return order;
  }

  public takeSpeech(): number | undefined {
    const order = this.speech;
    this.speech = undefined;
    return order;
  }

  /** Tells the workers to close what they opened for orders that were not taken. */
  public discard(): void {
    const generation = this.takeGeneration();
    const speech = this.takeSpeech();
    if (generation !== undefined) {
      this.parts.llm.stop(generation);
      this.parts.broadcast.interrupt(generation, generation);
    }
    if (speech !== undefined) {
      this.parts.tts.stop(speech);
      this.parts.broadcast.interrupt(speech, speech);
    }
  }
}
