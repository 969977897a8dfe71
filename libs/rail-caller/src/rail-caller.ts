import { randomUUID } from 'node:crypto';

import type {
  AudioFrameKind,
  ClaimReply,
  ClaimRequest,
  Frame,
  JsonFrameKind,
  LeaseReply,
  LeaseRequest,
  Payload,
  RailName,
  ReleaseReply,
  ReleaseRequest,
} from '@voxrail/contracts';
import {
  claimSubject,
  decodeFrame,
  encodeJsonFrame,
  endSubject,
  FrameKind,
  interruptSubject,
  LEASE_INTERVAL_MS,
  railSubject,
  workerSubject,
} from '@voxrail/contracts';
import type { BusSubscription, ControlClient, MessageBus } from '@voxrail/messaging';
import { FrameSender } from '@voxrail/rail';

const GATEWAY = 'gateway-test';
const CONTROL_TIMEOUT_MS = 2_000;

export interface RailCallerParts {
  readonly bus: MessageBus;
  readonly control: Pick<ControlClient, 'request'>;
}

/**
 * What a gateway does for one session at one rail, for tests of its workers: claim, renew and release,
 * frames both ways, and broadcasts.
 */
export class RailCaller {
  public readonly sid = randomUUID();
  private readonly sender: FrameSender;
  private readonly subscription: BusSubscription;
  private answeredBy = '';
  private renewal: NodeJS.Timeout | undefined;

  /** @param onFrame told of each frame that comes; what is no frame fails the test. */
  public constructor(
    private readonly rail: RailName,
    private readonly parts: RailCallerParts,
    onFrame: (frame: Frame) => void,
  ) {
    this.sender = new FrameSender(parts.bus, railSubject(this.sid, rail, 'in'));
    this.subscription = parts.bus.subscribe(railSubject(this.sid, rail, 'out'), (data) => {
      const decoding = decodeFrame(data);
      if (!decoding.ok) throw new Error(decoding.defect);
      onFrame(decoding.frame);
    });
  }

  /** The worker that answered the last claim; empty before one has. */
  public get worker(): string {
    return this.answeredBy;
  }

  /** Asks for a worker; the lease has to be renewed. */
  public async claim(): Promise<ClaimReply> {
    const request: ClaimRequest = { sid: this.sid, gateway: GATEWAY };
    const reply = await this.ask<ClaimReply>(claimSubject(this.rail), request);
    this.answeredBy = reply.worker;
    return reply;
  }

  /** Asks for a worker and renews the lease until `stopRenewing` or `stop`. @throws Error with why it is busy */
  public async hold(): Promise<void> {
    const reply = await this.claim();
    if (reply.status !== 'claimed') throw new Error(`busy: ${reply.reason}`);
    this.renewal = setInterval(() => {
      // A test that stops the worker goes on without it.
      this.renew().catch(() => undefined);
    }, LEASE_INTERVAL_MS);
  }

  public async renew(): Promise<LeaseReply> {
    const request: LeaseRequest = { gateway: GATEWAY, sids: [this.sid] };
    return this.ask<LeaseReply>(workerSubject(this.answeredBy, 'lease'), request);
  }

  public async release(): Promise<ReleaseReply> {
    const request: ReleaseRequest = { gateway: GATEWAY, sid: this.sid };
    return this.ask<ReleaseReply>(workerSubject(this.answeredBy, 'release'), request);
  }

  public stopRenewing(): void {
    clearInterval(this.renewal);
  }

  /** Gives the session back, if anybody has it and can still be told. */
  public async stop(): Promise<void> {
    this.stopRenewing();
    this.subscription.unsubscribe();
    if (this.answeredBy !== '') await this.release().catch(() => undefined);
  }

  public send<K extends JsonFrameKind>(
    kind: K,
    order: number,
    offset: number,
    payload: Payload<K>,
  ): void {
    this.sender.send(kind, order, offset, payload);
  }

  public sendAudio(kind: AudioFrameKind, order: number, offset: number, pcm: Uint8Array): void {
    this.sender.send(kind, order, offset, pcm);
  }

  /** Sends anything where the worker expects frames. */
  public sendRaw(data: Uint8Array): void {
    this.parts.bus.publish(railSubject(this.sid, this.rail, 'in'), data);
  }

  public interrupt(from: number, to: number): void {
    const frame = encodeJsonFrame(
      FrameKind.INTERRUPT,
      { order: to, seq: 0, offset: 0 },
      { from, to, atMs: 0 },
    );
    this.parts.bus.publish(interruptSubject(this.sid), frame);
  }

  public endSession(): void {
    const address = { order: 0, seq: 0, offset: 0 };
    const frame = encodeJsonFrame(FrameKind.END, address, { reason: 'hangup' });
    this.parts.bus.publish(endSubject(this.sid), frame);
  }

  private ask<Reply>(
    subject: string,
    request: ClaimRequest | LeaseRequest | ReleaseRequest,
  ): Promise<Reply> {
    return this.parts.control.request<object, Reply>(subject, request, CONTROL_TIMEOUT_MS);
  }
}
