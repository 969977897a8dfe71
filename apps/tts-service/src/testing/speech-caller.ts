import { randomUUID } from 'node:crypto';

import { int16FromBytes } from '@voxrail/audio';
import { SystemClock } from '@voxrail/clock';
import type {
  ClaimReply,
  ClaimRequest,
  Frame,
  Interrupt,
  LeaseReply,
  LeaseRequest,
  TtsAlignment,
  TtsDone,
  TtsFailed,
  TtsStart,
} from '@voxrail/contracts';
import {
  FrameKind,
  LEASE_INTERVAL_MS,
  claimSubject,
  decodePayload,
  encodeJsonFrame,
  endSubject,
  interruptSubject,
  railSubject,
  workerSubject,
} from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';
import { ControlClient, connectMessageBus } from '@voxrail/messaging';
import { newTraceparent } from '@voxrail/observability';
import { FrameSender, subscribeFrames } from '@voxrail/rail';
import { until } from '@voxrail/testing';

/** What has come of one speech. */
export interface HeardSpeech {
  readonly frames: {
    readonly offset: number;
    readonly samples: Int16Array;
    readonly atMs: number;
  }[];
  readonly alignments: TtsAlignment[];
  readonly seqs: number[];
  done: (TtsDone & { readonly samples: number }) | undefined;
  failed: TtsFailed | undefined;
}

/** A gateway of the tests: it claims a TTS worker, orders speeches and keeps what comes back. */
export class SpeechCaller {
  public readonly sid = randomUUID();
  private readonly clock = new SystemClock();
  private readonly heardByOrder = new Map<number, HeardSpeech>();
  private readonly sender: FrameSender;
  private worker = '';
  private renewal: NodeJS.Timeout | undefined;
  private order = 0;

  private constructor(
    public readonly bus: MessageBus,
    private readonly control: ControlClient,
  ) {
    this.sender = new FrameSender(bus, railSubject(this.sid, 'tts', 'in'));
    subscribeFrames(bus, railSubject(this.sid, 'tts', 'out'), (frame) => {
      this.keep(frame);
    });
  }

  public static async connect(url: string): Promise<SpeechCaller> {
    const endpoint = { url, name: 'speech-caller' };
    return new SpeechCaller(await connectMessageBus(endpoint), new ControlClient(endpoint));
  }

  /** Claims a worker and, unless told otherwise, renews the lease until `close`. */
  public async claim(options: { readonly renew?: boolean } = {}): Promise<ClaimReply> {
    const reply = await this.control.request<ClaimRequest, ClaimReply>(
      claimSubject('tts'),
      { sid: this.sid, gateway: 'test' },
      2_000,
    );
    this.worker = reply.worker;
    if (options.renew !== false) {
      this.renewal = setInterval(() => void this.lease(), LEASE_INTERVAL_MS);
    }
    return reply;
  }

  public async lease(): Promise<LeaseReply> {
    return this.control.request<LeaseRequest, LeaseReply>(
      workerSubject(this.worker, 'lease'),
      { gateway: 'test', sids: [this.sid] },
      2_000,
    );
  }

  public prepare(): number {
    const order = this.nextOrder();
    const payload = { voice: 'default', language: 'en', traceparent: newTraceparent() };
    this.sender.send(FrameKind.TTS_PREPARE, order, 0, payload);
    return order;
  }

  /** Opens a speech, its text to follow. */
  public start(start: Partial<TtsStart> = {}, order = this.nextOrder()): number {
    this.sender.send(FrameKind.TTS_START, order, 0, {
      voice: 'default',
      language: 'en',
      creditSamples: 10_000_000,
      deadlineMs: 10_000,
      traceparent: newTraceparent(),
      ...start,
    });
    return order;
  }

  public text(order: number, offset: number, text: string): void {
    this.sender.send(FrameKind.TTS_TEXT, order, offset, { text });
  }

  public end(order: number, total: number): void {
    this.sender.send(FrameKind.TTS_TEXT_END, order, total, {});
  }

  public credit(order: number, samples: number): void {
    this.sender.send(FrameKind.TTS_CREDIT, order, 0, { samples });
  }

  /** A speech whose whole text is known. */
  public say(text: string, start: Partial<TtsStart> = {}): number {
    const order = this.start(start);
    this.text(order, 0, text);
    this.end(order, text.length);
    return order;
  }

  public interrupt(from: number, to: number): void {
    const interrupt: Interrupt = { from, to, atMs: this.clock.nowMs() };
    const frame = encodeJsonFrame(FrameKind.INTERRUPT, { order: to, seq: 0, offset: 0 }, interrupt);
    this.bus.publish(interruptSubject(this.sid), frame);
  }

  public endSession(): void {
    const address = { order: 0, seq: 0, offset: 0 };
    this.bus.publish(
      endSubject(this.sid),
      encodeJsonFrame(FrameKind.END, address, { reason: 'hangup' }),
    );
  }

  public heard(order: number): HeardSpeech {
    const heard = this.heardByOrder.get(order) ?? {
      frames: [],
      alignments: [],
      seqs: [],
      done: undefined,
      failed: undefined,
    };
    this.heardByOrder.set(order, heard);
    return heard;
  }

  /** All samples that came, in the order in which they came. */
  public samples(order: number): Int16Array {
    return Int16Array.from(this.heard(order).frames.flatMap((frame) => [...frame.samples]));
  }

  public async done(order: number, deadlineMs = 10_000): Promise<TtsDone & { samples: number }> {
    return until(() => this.heard(order).done, deadlineMs, `the end of speech ${order}`);
  }

  public async failed(order: number, deadlineMs = 10_000): Promise<TtsFailed> {
    return until(() => this.heard(order).failed, deadlineMs, `the failure of speech ${order}`);
  }

  public async close(): Promise<void> {
    clearInterval(this.renewal);
    this.endSession();
    await this.bus.close();
    await this.control.close();
  }

  private nextOrder(): number {
    this.order += 1;
    return this.order;
  }

  private keep(frame: Frame): void {
    const heard = this.heard(frame.order);
    heard.seqs.push(frame.seq);
    if (frame.kind === FrameKind.TTS_AUDIO) {
      const samples = int16FromBytes(frame.payload);
      heard.frames.push({ offset: frame.offset, samples, atMs: this.clock.nowMs() });
    } else if (frame.kind === FrameKind.TTS_ALIGNMENT) {
      const alignment = decodePayload(FrameKind.TTS_ALIGNMENT, frame);
      if (alignment.ok) heard.alignments.push(alignment.value);
    } else if (frame.kind === FrameKind.TTS_DONE) {
      const done = decodePayload(FrameKind.TTS_DONE, frame);
      if (done.ok) heard.done = Object.assign(done.value, { samples: frame.offset });
    } else if (frame.kind === FrameKind.TTS_FAILED) {
      const failed = decodePayload(FrameKind.TTS_FAILED, frame);
      if (failed.ok) heard.failed = failed.value;
    }
  }
}
