import type { LlmDone, LlmFailed, LlmStart, LlmToolCall } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';

import type { Delivery } from './rail-link';
import { RailLink, withPayload } from './rail-link';

/** What comes of one generation. */
export interface GenerationListener {
  onDelta(text: string): void;
  onToolCall(call: LlmToolCall): void;
  onGenerated(done: LlmDone): void;
  onGenerationFailed(failure: LlmFailed): void;
}

const DELIVERY: Delivery<GenerationListener> = {
  [FrameKind.LLM_DELTA]: withPayload(FrameKind.LLM_DELTA, (listener, event) => {
    listener.onDelta(event.text);
  }),
  [FrameKind.LLM_TOOL_CALL]: withPayload(FrameKind.LLM_TOOL_CALL, (listener, event) => {
    listener.onToolCall(event);
  }),
  [FrameKind.LLM_DONE]: withPayload(FrameKind.LLM_DONE, (listener, event) => {
    listener.onGenerated(event);
  }),
  [FrameKind.LLM_FAILED]: withPayload(FrameKind.LLM_FAILED, (listener, event) => {
    listener.onGenerationFailed(event);
  }),
};

/** A session's generations on its LLM worker. */
export class LlmRail {
  private readonly link: RailLink<GenerationListener>;
  private meant: { readonly worker?: string } = {};

  public constructor(bus: MessageBus, sid: string) {
    this.link = new RailLink(bus, sid, 'llm', DELIVERY);
  }

  /** The worker that orders are for from here on. */
  public assign(worker: string): void {
    this.meant = { worker };
  }

  /** The order is likely soon: the worker may open its stream to the model. */
  public prepare(order: number, traceparent: string): void {
    this.link.send(FrameKind.LLM_PREPARE, order, 0, { traceparent });
  }

  public start(order: number, start: LlmStart, listener: GenerationListener): void {
    this.link.open(order, listener);
    this.link.send(FrameKind.LLM_START, order, 0, { ...start, ...this.meant });
  }

  public stop(order: number): void {
    this.link.shut(order);
  }

  public close(): void {
    this.link.close();
  }
}
