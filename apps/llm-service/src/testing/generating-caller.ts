import type { Frame, JsonFrameKind, LlmStart, Payload } from '@voxrail/contracts';
import { FrameKind, isAudioKind } from '@voxrail/contracts';
import { RailCaller, sentPayload } from '@voxrail/rail-caller';
import { until } from '@voxrail/testing';

import { TRACEPARENT, llmStart } from './llm-start';
import type { LlmStack } from './llm-stack';

const ANSWER_DEADLINE_MS = 10_000;

interface Told {
  readonly kind: FrameKind;
  readonly order: number;
  readonly offset: number;
  readonly payload: unknown;
}

/** What a gateway does for one session, as far as generating goes: orders and answers. */
export class GeneratingCaller {
  public readonly told: Told[] = [];
  public readonly rail: RailCaller;

  public constructor(stack: Pick<LlmStack, 'bus' | 'control'>) {
    this.rail = new RailCaller('llm', stack, (frame) => {
      this.receive(frame);
    });
  }

  /** Claims a worker, which is held until `stop`. */
  public async open(): Promise<this> {
    await this.rail.hold();
    return this;
  }

  public async stop(): Promise<void> {
    await this.rail.stop();
  }

  public prepare(order: number): void {
    this.rail.send(FrameKind.LLM_PREPARE, order, 0, { traceparent: TRACEPARENT });
  }

  public start(order: number, change: Partial<LlmStart>): void {
    this.rail.send(FrameKind.LLM_START, order, 0, llmStart(change));
  }

  public say(order: number, words: string, change: Partial<LlmStart> = {}): void {
    this.start(order, { messages: [{ role: 'user', content: words }], ...change });
  }

  public of<K extends JsonFrameKind>(kind: K, order: number): Payload<K>[] {
    return this.told
      .filter((event) => event.kind === kind && event.order === order)
      .map((event) => event.payload as Payload<K>);
  }

  /** The first of a kind in an order, when it is there. */
  public async first<K extends JsonFrameKind>(kind: K, order: number): Promise<Payload<K>> {
    return until(() => this.of(kind, order)[0], ANSWER_DEADLINE_MS, `a frame ${kind}`);
  }

  /** The text of an order so far. */
  public text(order: number): string {
    return this.of(FrameKind.LLM_DELTA, order)
      .map(({ text }) => text)
      .join('');
  }

  private receive(frame: Frame): void {
    const { kind, order, offset } = frame;
    if (isAudioKind(kind)) throw new Error('audio from a language model');
    this.told.push({ kind, order, offset, payload: sentPayload(kind, frame) });
  }
}
