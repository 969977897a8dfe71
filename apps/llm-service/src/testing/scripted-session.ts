import { VirtualClock } from '@voxrail/clock';
import type { Frame, JsonFrameKind, Payload } from '@voxrail/contracts';
import { FrameKind, decodePayload, encodeJsonFrame, railSubject } from '@voxrail/contracts';
import { subscribeFrames } from '@voxrail/rail';
import { InMemoryBus } from '@voxrail/testing';

import type { GenerationFailure } from '../generation/generation-failure';
import { LlmRail } from '../generation/llm-rail';
import { ChatTemplate } from '../prompt/chat-template';
import { PromptRenderer } from '../prompt/prompt-renderer';
import { TRACEPARENT, llmStart } from './llm-start';
import { ScriptedModel } from './scripted-model';

export const SID = 'session-1';
const renderer = new PromptRenderer(new ChatTemplate());

/** A session with a scripted model, and everything that its worker sends. */
export class ScriptedSession {
  public readonly clock = new VirtualClock();
  public readonly bus = new InMemoryBus();
  public readonly model = new ScriptedModel();
  public readonly frames: Frame[] = [];
  public readonly failures: GenerationFailure[] = [];
  public readonly ttftMs: number[] = [];
  public readonly rail: LlmRail;
  private readonly idleSubscriptions: number;

  public constructor() {
    subscribeFrames(this.bus, railSubject(SID, 'llm', 'out'), (frame) => {
      this.frames.push({ ...frame, payload: frame.payload.slice() });
    });
    this.idleSubscriptions = this.bus.subscriptionCount;
    this.rail = new LlmRail(SID, {
      workerId: 'llm-worker',
      bus: this.bus,
      clock: this.clock,
      streams: this.model,
      renderer,
      limits: { firstTokenMs: 5_000, tokenGapMs: 3_000 },
      observer: {
        firstText: (afterMs) => this.ttftMs.push(afterMs),
        done: () => undefined,
        failed: (_sid, _order, failure) => this.failures.push(failure),
      },
    });
  }

  public send<K extends JsonFrameKind>(kind: K, order: number, payload: Payload<K>): void {
    this.bus.publish(
      railSubject(SID, 'llm', 'in'),
      encodeJsonFrame(kind, { order, seq: 0, offset: 0 }, payload),
    );
    this.bus.deliver();
  }

  public start(order: number, change: Parameters<typeof llmStart>[0] = {}): void {
    this.send(FrameKind.LLM_START, order, llmStart(change));
  }

  public prepare(): void {
    this.send(FrameKind.LLM_PREPARE, 0, { traceparent: TRACEPARENT });
  }

  /** The frames that came, in order, since the last time. */
  public received(): Frame[] {
    this.bus.deliver();
    return this.frames.splice(0);
  }

  public kinds(): number[] {
    return this.received().map(({ kind }) => kind);
  }

  public get isReleased(): boolean {
    return (
      this.model.openStreams === 0 &&
      this.clock.pendingTimers === 0 &&
      this.bus.subscriptionCount === this.idleSubscriptions
    );
  }
}

/** The frame's message, when it is of that kind. */
export function payload<K extends JsonFrameKind>(kind: K, frame: Frame | undefined): Payload<K> {
  if (frame?.kind !== kind) throw new Error(`frame kind ${frame?.kind ?? 'none'}, not ${kind}`);
  const decoding = decodePayload(kind, frame);
  if (!decoding.ok) throw new Error(decoding.defect);
  return decoding.value;
}
