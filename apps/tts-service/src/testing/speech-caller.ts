import { int16FromBytes } from '@voxrail/audio';
import { SystemClock } from '@voxrail/clock';
import type { Frame, TtsAlignment, TtsDone, TtsFailed, TtsStart } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';
import { ControlClient, connectMessageBus } from '@voxrail/messaging';
import { newTraceparent } from '@voxrail/observability';
import { RailCaller, sentPayload } from '@voxrail/rail-caller';
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

/** What a gateway does for one session, as far as speaking goes: it orders speeches and keeps what comes back. */
export class SpeechCaller {
  public readonly rail: RailCaller;
  private readonly clock = new SystemClock();
  private readonly heardByOrder = new Map<number, HeardSpeech>();
  private order = 0;

  private constructor(
    public readonly bus: MessageBus,
    private readonly control: ControlClient,
  ) {
    this.rail = new RailCaller('tts', { bus, control }, (frame) => {
      this.keep(frame);
    });
  }

  /** On connections of its own; no worker is claimed yet. */
  public static async connect(url: string): Promise<SpeechCaller> {
    const endpoint = { url, name: 'speech-caller' };
    return new SpeechCaller(await connectMessageBus(endpoint), new ControlClient(endpoint));
  }

  public prepare(): number {
    const order = this.nextOrder();
    const payload = { voice: 'default', language: 'en', traceparent: newTraceparent() };
    this.rail.send(FrameKind.TTS_PREPARE, order, 0, payload);
    return order;
  }

  /** Opens a speech, its text to follow. */
  public start(start: Partial<TtsStart> = {}, order = this.nextOrder()): number {
    this.rail.send(FrameKind.TTS_START, order, 0, {
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
    this.rail.send(FrameKind.TTS_TEXT, order, offset, { text });
  }

  public end(order: number, total: number): void {
    this.rail.send(FrameKind.TTS_TEXT_END, order, total, {});
  }

  public credit(order: number, samples: number): void {
    this.rail.send(FrameKind.TTS_CREDIT, order, 0, { samples });
  }

  /** A speech whose whole text is known. */
  public say(text: string, start: Partial<TtsStart> = {}): number {
    const order = this.start(start);
    this.text(order, 0, text);
    this.end(order, text.length);
    return order;
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
    await this.rail.stop();
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
      heard.alignments.push(sentPayload(FrameKind.TTS_ALIGNMENT, frame));
    } else if (frame.kind === FrameKind.TTS_DONE) {
      const done = sentPayload(FrameKind.TTS_DONE, frame);
      heard.done = Object.assign(done, { samples: frame.offset });
    } else if (frame.kind === FrameKind.TTS_FAILED) {
      heard.failed = sentPayload(FrameKind.TTS_FAILED, frame);
    }
  }
}
