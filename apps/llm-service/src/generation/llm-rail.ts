import type { Clock } from '@voxrail/clock';
import type { Frame, LlmStart } from '@voxrail/contracts';
import { FrameKind, decodePayload, railSubject } from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';
import type { RailSession } from '@voxrail/rail';
import {
  FrameSender,
  OrderGate,
  countFrameDrop,
  isMeantFor,
  readPayload,
  subscribeFrames,
} from '@voxrail/rail';

import type { ModelStreams } from '../model/model-stream';
import { SpareStream } from '../model/spare-stream';
import type { PromptRenderer } from '../prompt/prompt-renderer';
import { DeltaBatch } from './delta-batch';
import type { GenerationEvents, GenerationLimits } from './generation';
import { Generation } from './generation';
import type { GenerationFailure } from './generation-failure';
import type { GenerationObserver } from './generation-observer';

/** A gateway has two at a time at the most: one that it gives up, and the one instead. */
const MAX_GENERATIONS = 8;

interface Answering {
  readonly generation: Generation;
  readonly deltas: DeltaBatch;
}

export interface LlmRailParts {
  readonly bus: MessageBus;
  readonly workerId: string;
  readonly clock: Clock;
  readonly streams: ModelStreams;
  readonly renderer: PromptRenderer;
  readonly limits: GenerationLimits;
  readonly observer: GenerationObserver;
}

/** One session's language model: orders of `llm.in` become generations, whose parts go to `llm.out`. */
export class LlmRail implements RailSession {
  private readonly subscription: BusSubscription;
  private readonly sender: FrameSender;
  private readonly spare: SpareStream;
  private readonly gate = new OrderGate();
  private readonly generations = new Map<number, Answering>();

  public constructor(
    private readonly sid: string,
    private readonly parts: LlmRailParts,
  ) {
    this.spare = new SpareStream(parts.streams, parts.clock);
    this.sender = new FrameSender(parts.bus, railSubject(sid, 'llm', 'out'));
    this.subscription = subscribeFrames(parts.bus, railSubject(sid, 'llm', 'in'), (frame) => {
      this.receive(frame);
    });
  }

  public interrupt(from: number, to: number): void {
    for (const order of this.gate.interrupt(from, to)) this.drop(order);
  }

  public close(): void {
    this.subscription.unsubscribe();
    for (const order of [...this.generations.keys()]) this.drop(order);
    this.spare.close();
  }

  private receive(frame: Frame): void {
    if (frame.kind === FrameKind.LLM_START) {
      this.start(frame);
    } else if (frame.kind === FrameKind.LLM_PREPARE) {
      const prepare = readPayload(FrameKind.LLM_PREPARE, frame);
      if (prepare !== undefined) this.spare.prepare(prepare.traceparent);
    } else {
      countFrameDrop('unexpected_kind');
    }
  }

  /**
   * A start that cannot be read is answered, so that nobody waits for what will not come, but its order
   * is not opened: orders below it would be dead by that.
   */
  private start(frame: Frame): void {
    const { order } = frame;
    const decoding = decodePayload(FrameKind.LLM_START, frame);
    if (!decoding.ok) {
      countFrameDrop('payload_invalid');
      if (this.gate.isDead(order) || this.gate.isOpen(order)) return;
      this.fail(order, { code: 'bad_request', message: decoding.defect, retryable: false });
    } else if (!isMeantFor(decoding.value, this.parts.workerId)) {
      return;
    } else if (this.gate.open(order) !== 'opened') {
      countFrameDrop('dead_order');
    } else if (this.generations.size >= MAX_GENERATIONS) {
      this.fail(order, {
        code: 'resource_exhausted',
        message: 'the session has too many generations',
        retryable: false,
      });
    } else {
      this.generate(order, decoding.value);
    }
  }

  private generate(order: number, start: LlmStart): void {
    const { clock, renderer, limits } = this.parts;
    const deltas = new DeltaBatch((text, offset) => {
      this.sender.send(FrameKind.LLM_DELTA, order, offset, { text, atMs: clock.nowMs() });
    });
    const generation = new Generation(
      start,
      {
        clock,
        renderer,
        limits,
        takeStream: (traceparent) => this.spare.take(traceparent),
      },
      this.eventsOf(order, deltas),
    );
    this.generations.set(order, { generation, deltas });
    generation.begin();
  }

  private eventsOf(order: number, deltas: DeltaBatch): GenerationEvents {
    const { clock, observer } = this.parts;
    return {
      onFirstText: (afterMs) => {
        observer.firstText(afterMs);
      },
      onDelta: (text, offset) => {
        deltas.add(text, offset);
      },
      onToolCall: (call) => {
        deltas.flush();
        this.sender.send(FrameKind.LLM_TOOL_CALL, order, 0, call);
      },
      onDone: (done, characters) => {
        deltas.flush();
        const payload = { ...done, atMs: clock.nowMs() };
        this.sender.send(FrameKind.LLM_DONE, order, characters, payload);
        this.drop(order);
        observer.done(done);
      },
      onFailed: (failure) => {
        deltas.flush();
        this.fail(order, failure);
      },
    };
  }

  private fail(order: number, failure: GenerationFailure): void {
    const { code, message, retryable } = failure;
    this.sender.send(FrameKind.LLM_FAILED, order, 0, { code, message, retryable });
    this.drop(order);
    this.parts.observer.failed(this.sid, order, failure);
  }

  /** The order is over: nothing is sent for it any more. */
  private drop(order: number): void {
    const answering = this.generations.get(order);
    answering?.generation.cancel();
    answering?.deltas.discard();
    this.generations.delete(order);
    this.gate.close(order);
    this.sender.forget(order);
  }
}
