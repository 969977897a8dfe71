import type { Clock } from '@voxrail/clock';
import type { Frame, TtsStart } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import type { RailSession } from '@voxrail/rail';
import { OrderGate, countFrameDrop, isMeantFor, readPayload } from '@voxrail/rail';

import type { ReportedTags } from './reported-tags';
import type { ResamplerPool } from './resampler-pool';
import type { SynthesisStreams } from './segment-stream';
import { Speech } from './speech';
import { SpeechError } from './speech-error';
import type { SpeechReport } from './speech-report';
import { StreamReserve } from './stream-reserve';
import type { SynthesisLimits } from './synthesis-limits';
import type { SpeechModel } from './voice-route';
import { routeVoice } from './voice-route';

export interface TtsRailParts {
  readonly workerId: string;
  readonly clock: Clock;
  readonly limits: SynthesisLimits;
  readonly streams: SynthesisStreams;
  readonly resamplers: ResamplerPool;
  /** Model of voices that name none. */
  readonly defaultModel: SpeechModel;
  readonly tags: Pick<ReportedTags, 'of'>;
  /** Where the speeches of the session are told of. */
  readonly report: SpeechReport;
}

/** One session's speeches: each order is one, and any of them can be stopped at any time. */
export class TtsRail implements RailSession {
  private readonly gate = new OrderGate();
  private readonly speeches = new Map<number, Speech>();
  private readonly reserve: StreamReserve;
  /** Speeches with input that they have not looked at yet. */
  private readonly touched = new Set<Speech>();
  private readonly handlers: ReadonlyMap<FrameKind, (frame: Frame) => void> = new Map([
    [FrameKind.TTS_PREPARE, this.prepare.bind(this)],
    [FrameKind.TTS_START, this.start.bind(this)],
    [FrameKind.TTS_TEXT, this.addText.bind(this)],
    [FrameKind.TTS_TEXT_END, this.endText.bind(this)],
    [FrameKind.TTS_CREDIT, this.grant.bind(this)],
  ]);

  public constructor(private readonly parts: TtsRailParts) {
    const { streams, clock, limits } = parts;
    this.reserve = new StreamReserve(streams, clock, limits.preparedStreamMs);
  }

  /** Whether any order is being spoken. */
  public get isSpeaking(): boolean {
    return this.speeches.size > 0;
  }

  /** A frame of the gateway. What cannot be used is counted and dropped. */
  public receive(frame: Frame): void {
    const handle = this.handlers.get(frame.kind);
    if (handle === undefined) countFrameDrop('unexpected_kind');
    else handle(frame);
  }

  /** Orders `from` to `to` fall silent: not a frame of them is sent from here on. */
  public interrupt(from: number, to: number): void {
    for (const order of this.gate.interrupt(from, to)) this.take(order)?.cancel();
  }

  public close(): void {
    for (const order of [...this.speeches.keys()]) this.take(order)?.cancel();
    this.reserve.close();
  }

  private prepare(frame: Frame): void {
    const order = readPayload(FrameKind.TTS_PREPARE, frame);
    if (order === undefined) return;
    if (this.gate.isDead(frame.order)) countFrameDrop('dead_order');
    else this.reserve.prepare(order.traceparent);
  }

  private start(frame: Frame): void {
    const start = readPayload(FrameKind.TTS_START, frame);
    if (start === undefined || !isMeantFor(start, this.parts.workerId)) return;
    switch (this.gate.open(frame.order)) {
      case 'already_open':
        return;
      case 'dead':
        countFrameDrop('dead_order');
        return;
      case 'opened':
        this.open(frame.order, start);
    }
  }

  private open(order: number, start: TtsStart): void {
    const { clock, limits, resamplers, report, defaultModel, tags } = this.parts;
    if (this.speeches.size >= limits.maxSpeeches) {
      this.gate.close(order);
      report.failed(order, new SpeechError('too_many_speeches'));
      return;
    }
    // The stream is opened while the text is still on its way.
    this.reserve.prepare(start.traceparent);
    const route = routeVoice(start.voice, defaultModel);
    const known = { route, tags: tags.of(route.model) };
    const parts = { clock, limits, reserve: this.reserve, resamplers, ...known };
    const speech = new Speech(parts, start, {
      onAudio: (offset, pcm) => {
        report.audio(order, offset, pcm);
      },
      onAlignment: (alignment) => {
        report.alignment(order, alignment);
      },
      onFirstAudio: (ms) => {
        report.firstAudio(ms);
      },
      onCutShort: (segment) => {
        report.cutShort(order, segment, route.model);
      },
      onDone: (totalSamples, done) => {
        this.take(order);
        report.done(order, totalSamples, done);
      },
      onFailed: (error) => {
        this.take(order);
        report.failed(order, error);
      },
    });
    this.speeches.set(order, speech);
    this.advanceSoon(speech);
  }

  private addText(frame: Frame): void {
    const text = readPayload(FrameKind.TTS_TEXT, frame)?.text;
    const speech = this.speechOf(frame);
    if (text === undefined || speech === undefined) return;
    speech.addText(frame.offset, text);
    this.advanceSoon(speech);
  }

  private endText(frame: Frame): void {
    const speech = this.speechOf(frame);
    if (speech === undefined) return;
    speech.endText(frame.offset);
    this.advanceSoon(speech);
  }

  private grant(frame: Frame): void {
    const samples = readPayload(FrameKind.TTS_CREDIT, frame)?.samples;
    const speech = this.speechOf(frame);
    if (samples === undefined || speech === undefined) return;
    speech.grant(samples);
    this.advanceSoon(speech);
  }

  /** Frames that came in one read from the socket are handed over one by one before any microtask runs. */
  private advanceSoon(speech: Speech): void {
    if (this.touched.size === 0) {
      queueMicrotask(() => {
        const touched = [...this.touched];
        this.touched.clear();
        for (const each of touched) each.advance();
      });
    }
    this.touched.add(speech);
  }

  private speechOf(frame: Frame): Speech | undefined {
    const speech = this.speeches.get(frame.order);
    if (speech === undefined) countFrameDrop('dead_order');
    return speech;
  }

  /** The order's speech, which is forgotten. */
  private take(order: number): Speech | undefined {
    const speech = this.speeches.get(order);
    this.speeches.delete(order);
    this.gate.close(order);
    return speech;
  }
}
