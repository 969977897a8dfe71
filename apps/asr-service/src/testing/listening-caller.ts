import { randomUUID } from 'node:crypto';

import type {
  AsrFailed,
  AsrStart,
  ClaimReply,
  ClaimRequest,
  JsonFrameKind,
  LeaseReply,
  LeaseRequest,
  Payload,
  ReleaseReply,
  ReleaseRequest,
} from '@voxrail/contracts';
import {
  claimSubject,
  decodeFrame,
  decodePayload,
  FrameKind,
  INPUT_SAMPLE_RATE_HZ,
  isAudioKind,
  LEASE_INTERVAL_MS,
  railSubject,
  workerSubject,
} from '@voxrail/contracts';
import type { BusSubscription } from '@voxrail/messaging';
import { FrameSender } from '@voxrail/rail';
import { until } from '@voxrail/testing';

import type { AsrStack } from './asr-stack';
import { start } from './scripted-session';

const GATEWAY = 'gateway-test';
const FRAME_SAMPLES = 320;
const CONTROL_TIMEOUT_MS = 2_000;

interface Told {
  readonly kind: FrameKind;
  readonly order: number;
  readonly payload: unknown;
  readonly receivedMs: number;
}

/** What a gateway does for one session, as far as listening goes: claim, lease, audio in, events out. */
export class ListeningCaller {
  public readonly sid = randomUUID();
  public readonly told: Told[] = [];
  public worker = '';
  /** Position of the next sample to send. */
  public position = 0;
  private readonly sent: { readonly endSample: number; readonly atMs: number }[] = [];
  private readonly sender: FrameSender;
  private readonly subscription: BusSubscription;
  private leaseTimer: NodeJS.Timeout | undefined;

  public constructor(
    private readonly stack: AsrStack,
    private readonly order = 1,
  ) {
    this.sender = new FrameSender(stack.bus, railSubject(this.sid, 'asr', 'in'));
    this.subscription = stack.bus.subscribe(railSubject(this.sid, 'asr', 'out'), (data) => {
      this.receive(data);
    });
  }

  public async claim(): Promise<ClaimReply> {
    const reply = await this.stack.control.request<ClaimRequest, ClaimReply>(
      claimSubject('asr'),
      { sid: this.sid, gateway: GATEWAY },
      CONTROL_TIMEOUT_MS,
    );
    this.worker = reply.worker;
    return reply;
  }

  /** Claims, opens the listening stream and renews the lease until `stop`. */
  public async open(rules: Partial<AsrStart['config']> = {}): Promise<this> {
    const reply = await this.claim();
    if (reply.status !== 'claimed') throw new Error(`busy: ${reply.reason}`);
    this.leaseTimer = setInterval(() => {
      // A test that stops the worker goes on without it.
      this.renew().catch(() => undefined);
    }, LEASE_INTERVAL_MS);
    this.send(FrameKind.ASR_START, start(rules, 0));
    return this;
  }

  public async renew(): Promise<LeaseReply> {
    return this.stack.control.request<LeaseRequest, LeaseReply>(
      workerSubject(this.worker, 'lease'),
      { gateway: GATEWAY, sids: [this.sid] },
      CONTROL_TIMEOUT_MS,
    );
  }

  public async release(): Promise<ReleaseReply> {
    return this.stack.control.request<ReleaseRequest, ReleaseReply>(
      workerSubject(this.worker, 'release'),
      { gateway: GATEWAY, sid: this.sid },
      CONTROL_TIMEOUT_MS,
    );
  }

  public stopRenewing(): void {
    clearInterval(this.leaseTimer);
  }

  public async stop(): Promise<void> {
    this.stopRenewing();
    this.subscription.unsubscribe();
    await this.release().catch(() => undefined);
  }

  public send<K extends JsonFrameKind>(kind: K, payload: Payload<K>): void {
    this.sender.send(kind, this.order, this.position, payload);
  }

  /** Sends audio in frames of 20 ms, `speed` times as fast as it was spoken. */
  public async speak(samples: Int16Array, speed: number): Promise<void> {
    const beganMs = performance.now();
    for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
      const dueMs = beganMs + (at * 1_000) / INPUT_SAMPLE_RATE_HZ / speed;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      this.sendAudio(samples.subarray(at, at + FRAME_SAMPLES));
    }
  }

  public async beSilent(ms: number, speed: number): Promise<void> {
    await this.speak(new Int16Array((ms * INPUT_SAMPLE_RATE_HZ) / 1_000), speed);
  }

  public of<K extends JsonFrameKind>(kind: K): Payload<K>[] {
    return this.told
      .filter((event) => event.kind === kind)
      .map((event) => event.payload as Payload<K>);
  }

  public receivedMs(kind: FrameKind): number {
    const event = this.told.find((candidate) => candidate.kind === kind);
    if (event === undefined) throw new Error('no such event');
    return event.receivedMs;
  }

  /** When the frame with the sample before `sample` was sent. */
  public sentMs(sample: number): number {
    const frame = this.sent.find(({ endSample }) => endSample >= sample);
    if (frame === undefined) throw new Error('not sent yet');
    return frame.atMs;
  }

  /**
   * The first `count` events of a kind, when they are there.
   * @throws Error with what was told instead.
   */
  public async next<K extends JsonFrameKind>(
    kind: K,
    count = 1,
    deadlineMs = 10_000,
  ): Promise<Payload<K>[]> {
    return until(() => {
      const events = this.of(kind);
      return events.length >= count ? events : undefined;
    }, deadlineMs).catch((cause: unknown) => {
      throw new Error(`told until now: ${this.story().join(', ')}`, { cause });
    });
  }

  private story(): string[] {
    return this.told.map(({ kind, payload }) => {
      const name = Object.entries(FrameKind).find(([, value]) => value === kind)?.[0] ?? '';
      return kind === FrameKind.ASR_FAILED ? `${name} ${(payload as AsrFailed).message}` : name;
    });
  }

  private sendAudio(samples: Int16Array): void {
    const pcm = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    this.sender.send(FrameKind.ASR_AUDIO, this.order, this.position, pcm);
    this.position += samples.length;
    this.sent.push({ endSample: this.position, atMs: performance.now() });
  }

  private receive(data: Uint8Array): void {
    const receivedMs = performance.now();
    const decoding = decodeFrame(data);
    if (!decoding.ok) throw new Error(decoding.defect);
    const { frame } = decoding;
    if (isAudioKind(frame.kind)) throw new Error('audio from a listener');
    const payload = decodePayload(frame.kind, frame);
    if (!payload.ok) throw new Error(payload.defect);
    this.told.push({ kind: frame.kind, order: frame.order, payload: payload.value, receivedMs });
  }
}
