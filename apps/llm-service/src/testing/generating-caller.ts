import { randomUUID } from 'node:crypto';

import type {
  ClaimReply,
  ClaimRequest,
  JsonFrameKind,
  LeaseReply,
  LeaseRequest,
  LlmStart,
  Payload,
  ReleaseReply,
  ReleaseRequest,
} from '@voxrail/contracts';
import {
  FrameKind,
  LEASE_INTERVAL_MS,
  claimSubject,
  decodeFrame,
  decodePayload,
  encodeJsonFrame,
  endSubject,
  interruptSubject,
  isAudioKind,
  railSubject,
  workerSubject,
} from '@voxrail/contracts';
import type { BusSubscription } from '@voxrail/messaging';
import { FrameSender } from '@voxrail/rail';
import { until } from '@voxrail/testing';

import { TRACEPARENT, llmStart } from './llm-start';
import type { LlmStack } from './llm-stack';

const GATEWAY = 'gateway-test';
const CONTROL_TIMEOUT_MS = 2_000;
const ANSWER_DEADLINE_MS = 10_000;

interface Told {
  readonly kind: FrameKind;
  readonly order: number;
  readonly offset: number;
  readonly payload: unknown;
}

/** What a gateway does for one session, as far as generating goes: claim, lease, orders, answers. */
export class GeneratingCaller {
  public readonly sid = randomUUID();
  public readonly told: Told[] = [];
  private worker = '';
  private readonly sender: FrameSender;
  private readonly subscription: BusSubscription;
  private leaseTimer: NodeJS.Timeout | undefined;

  public constructor(private readonly stack: LlmStack) {
    this.sender = new FrameSender(stack.bus, railSubject(this.sid, 'llm', 'in'));
    this.subscription = stack.bus.subscribe(railSubject(this.sid, 'llm', 'out'), (data) => {
      this.receive(data);
    });
  }

  /** Claims a worker and renews the lease until `stop`. */
  public async open(): Promise<this> {
    const reply = await this.stack.control.request<ClaimRequest, ClaimReply>(
      claimSubject('llm'),
      { sid: this.sid, gateway: GATEWAY },
      CONTROL_TIMEOUT_MS,
    );
    if (reply.status !== 'claimed') throw new Error(`busy: ${reply.reason}`);
    this.worker = reply.worker;
    this.leaseTimer = setInterval(() => void this.renew(), LEASE_INTERVAL_MS);
    return this;
  }

  public stopRenewing(): void {
    clearInterval(this.leaseTimer);
  }

  public async stop(): Promise<void> {
    this.stopRenewing();
    this.subscription.unsubscribe();
    if (this.worker === '') return;
    await this.stack.control
      .request<ReleaseRequest, ReleaseReply>(
        workerSubject(this.worker, 'release'),
        { gateway: GATEWAY, sid: this.sid },
        CONTROL_TIMEOUT_MS,
      )
      .catch(() => undefined);
  }

  public prepare(order: number): void {
    this.sender.send(FrameKind.LLM_PREPARE, order, 0, { traceparent: TRACEPARENT });
  }

  public start(order: number, change: Partial<LlmStart>): void {
    this.sender.send(FrameKind.LLM_START, order, 0, llmStart(change));
  }

  public say(order: number, words: string, change: Partial<LlmStart> = {}): void {
    this.start(order, { messages: [{ role: 'user', content: words }], ...change });
  }

  public sendRaw(data: Uint8Array): void {
    this.stack.bus.publish(railSubject(this.sid, 'llm', 'in'), data);
  }

  public interrupt(from: number, to: number): void {
    const payload = { from, to, atMs: 0 };
    this.stack.bus.publish(
      interruptSubject(this.sid),
      encodeJsonFrame(FrameKind.INTERRUPT, { order: to, seq: 0, offset: 0 }, payload),
    );
  }

  public endSession(): void {
    const address = { order: 0, seq: 0, offset: 0 };
    this.stack.bus.publish(
      endSubject(this.sid),
      encodeJsonFrame(FrameKind.END, address, { reason: 'hangup' }),
    );
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

  private async renew(): Promise<void> {
    await this.stack.control.request<LeaseRequest, LeaseReply>(
      workerSubject(this.worker, 'lease'),
      { gateway: GATEWAY, sids: [this.sid] },
      CONTROL_TIMEOUT_MS,
    );
  }

  private receive(data: Uint8Array): void {
    const decoding = decodeFrame(data);
    if (!decoding.ok) throw new Error(decoding.defect);
    const { kind, order, offset } = decoding.frame;
    if (isAudioKind(kind)) throw new Error('audio from a language model');
    const payload = decodePayload(kind, decoding.frame);
    if (!payload.ok) throw new Error(payload.defect);
    this.told.push({ kind, order, offset, payload: payload.value });
  }
}
