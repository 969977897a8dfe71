import { VirtualClock } from '@voxrail/clock';
import type { Frame, TtsStart } from '@voxrail/contracts';
import {
  FrameKind,
  decodeFrame,
  encodeFrame,
  encodeJsonFrame,
  railSubject,
} from '@voxrail/contracts';
import { createLogger } from '@voxrail/observability';
import { FrameSender } from '@voxrail/rail';
import { InMemoryBus } from '@voxrail/testing';

import { NO_TAGS, SpeechTags } from '../text/speech-tags';
import { ResamplerPool } from './resampler-pool';
import { SpeechReport } from './speech-report';
import { SYNTHESIS_LIMITS } from './synthesis-limits';
import { TRACEPARENT } from './testing/recorded-speech';
import { ScriptedStreams } from './testing/scripted-streams';
import { TtsRail } from './tts-rail';

const OUT = railSubject('session-of-tests', 'tts', 'out');
const TEXT = 'Hello there, my friend.';

function frameOf(bytes: Uint8Array): Frame {
  const decoding = decodeFrame(bytes);
  if (!decoding.ok) throw new Error(decoding.defect);
  return decoding.frame;
}

describe('TtsRail', () => {
  let bus: InMemoryBus;
  let clock: VirtualClock;
  let streams: ScriptedStreams;
  let rail: TtsRail;
  let sent: Frame[];
  let countedBytes: number;

  beforeEach(() => {
    bus = new InMemoryBus();
    clock = new VirtualClock();
    streams = new ScriptedStreams();
    sent = [];
    countedBytes = 0;
    bus.subscribe(OUT, (bytes) => sent.push(frameOf(bytes)));
    const counters = { audioBytes: { inc: (bytes: number) => (countedBytes += bytes) } };
    const logger = createLogger('tts-service', { level: 'silent' });
    rail = new TtsRail({
      workerId: 'tts-worker',
      clock,
      limits: SYNTHESIS_LIMITS,
      streams,
      resamplers: new ResamplerPool(),
      defaultModel: 'chatterbox',
      tags: { of: (model) => (model === 'chatterbox' ? new SpeechTags(['laugh']) : NO_TAGS) },
      report: new SpeechReport(new FrameSender(bus, OUT), clock, counters, logger),
    });
  });

  function start(order: number, settings: Partial<TtsStart> = {}): void {
    const payload = {
      voice: 'default',
      language: 'en',
      creditSamples: 100_000,
      deadlineMs: 5_000,
      traceparent: TRACEPARENT,
      ...settings,
    };
    rail.receive(frameOf(encodeJsonFrame(FrameKind.TTS_START, at(order), payload)));
  }

  function say(order: number, text = TEXT): void {
    rail.receive(frameOf(encodeJsonFrame(FrameKind.TTS_TEXT, at(order), { text })));
    rail.receive(frameOf(encodeJsonFrame(FrameKind.TTS_TEXT_END, at(order, text.length), {})));
  }

  function at(order: number, offset = 0): { order: number; seq: number; offset: number } {
    return { order, seq: 0, offset };
  }

  /** What was handed over in one go has been looked at, and what came of it delivered. */
  async function settled(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    bus.deliver();
  }

  function sentOf(order: number): FrameKind[] {
    return sent.filter((frame) => frame.order === order).map((frame) => frame.kind);
  }

  it('leaves an order to the worker that the gateway means', async () => {
    start(1, { worker: 'tts-another' });
    say(1);
    await settled();
    expect(sent).toEqual([]);
    start(2, { worker: 'tts-worker' });
    say(2);
    await settled();
    expect(streams.current.text).toBe(TEXT);
  });

  it('speaks an order from its start to its end, numbering what it sends', async () => {
    start(1);
    say(1);
    await settled();
    expect(streams.current.text).toBe(TEXT);
    streams.current.audio(300);
    streams.current.end();
    await settled();
    expect(sentOf(1)).toEqual([
      FrameKind.TTS_ALIGNMENT,
      FrameKind.TTS_AUDIO,
      FrameKind.TTS_ALIGNMENT,
      FrameKind.TTS_DONE,
    ]);
    expect(sent.map((frame) => frame.seq)).toEqual([0, 1, 2, 3]);
    expect(sent.at(-1)?.offset).toBe(300);
    expect(countedBytes).toBe(600);
    expect(rail.isSpeaking).toBe(false);
  });

  it('leaves those tags in the text that the model of the voice knows', async () => {
    start(1);
    start(2, { voice: 'cosyvoice2-anna' });
    say(1, 'That is [LAUGH] fun [1].');
    say(2, 'That is [LAUGH] fun [1].');
    await settled();
    expect(streams.requested.map(({ text }) => text)).toEqual([
      'That is [laugh] fun.',
      'That is LAUGH fun.',
    ]);
  });

  it('opens the first stream with the order, before any text', async () => {
    start(1);
    expect(streams.openCount).toBe(1);
    say(1);
    await settled();
    expect(streams.all).toHaveLength(1);
    expect(streams.current.text).toBe(TEXT);
  });

  it('does not cut a text for the sake of time when all of it came together', async () => {
    start(1);
    rail.receive(frameOf(encodeJsonFrame(FrameKind.TTS_TEXT, at(1), { text: 'Hello there, ' })));
    rail.receive(frameOf(encodeJsonFrame(FrameKind.TTS_TEXT, at(1, 13), { text: 'my friend.' })));
    rail.receive(frameOf(encodeJsonFrame(FrameKind.TTS_TEXT_END, at(1, 23), {})));
    await settled();
    expect(streams.requested.map(({ text }) => text)).toEqual([TEXT]);
  });

  it('silences the orders of an interrupt and no newer one', async () => {
    start(1);
    say(1);
    await settled();
    const first = streams.current;
    start(3);
    say(3);
    await settled();
    const second = streams.current;
    rail.interrupt(0, 2);
    expect(first.cancelled).toBe(true);
    expect(second.cancelled).toBe(false);
    rail.interrupt(0, 2);
    second.audio(10);
    await settled();
    expect(sentOf(1)).toEqual([]);
    expect(sentOf(3)).toEqual([FrameKind.TTS_ALIGNMENT, FrameKind.TTS_AUDIO]);
  });

  it('drops an order whose interrupt came before its start', async () => {
    rail.interrupt(1, 4);
    start(4);
    say(4);
    await settled();
    expect(streams.all).toHaveLength(0);
    expect(rail.isSpeaking).toBe(false);
  });

  it('takes a doubled start for the same speech', async () => {
    start(1);
    say(1);
    await settled();
    start(1);
    streams.current.audio(10);
    streams.current.end();
    await settled();
    expect(sentOf(1).filter((kind) => kind === FrameKind.TTS_DONE)).toHaveLength(1);
    start(1);
    say(1);
    await settled();
    expect(streams.requested).toHaveLength(1);
  });

  it('keeps apart speeches that overlap', async () => {
    start(1);
    start(2, { voice: 'cosyvoice2-anna' });
    say(1);
    say(2, 'Another one, please.');
    await settled();
    const [first, second] = streams.requested;
    expect(second?.request?.model).toBe('cosyvoice2');
    second?.audio(20);
    first?.audio(10);
    second?.end();
    await settled();
    expect(sentOf(1)).toEqual([FrameKind.TTS_ALIGNMENT, FrameKind.TTS_AUDIO]);
    expect(sentOf(2).at(-1)).toBe(FrameKind.TTS_DONE);
  });

  it('refuses more speeches at a time than a gateway can need', async () => {
    for (const order of [1, 2, 3, 4, 5]) start(order);
    await settled();
    expect(sentOf(5)).toEqual([FrameKind.TTS_FAILED]);
    expect(sent.map((frame) => frame.order)).toEqual([5]);
    rail.interrupt(1, 1);
    start(6);
    say(6);
    await settled();
    expect(sentOf(6)).toEqual([]);
    expect(streams.current.text).toBe(TEXT);
  });

  it('opens a stream beforehand, and closes it when no order follows', () => {
    const prepare = { voice: 'default', language: 'en', traceparent: TRACEPARENT };
    rail.interrupt(1, 1);
    rail.receive(frameOf(encodeJsonFrame(FrameKind.TTS_PREPARE, at(1), prepare)));
    expect(streams.all).toHaveLength(0);
    rail.receive(frameOf(encodeJsonFrame(FrameKind.TTS_PREPARE, at(2), prepare)));
    expect(streams.openCount).toBe(1);
    clock.advance(SYNTHESIS_LIMITS.preparedStreamMs);
    expect(streams.openCount).toBe(0);
  });

  it('drops frames that are not for it, or cannot be read', async () => {
    const payload = Buffer.from('{"voice":');
    rail.receive(frameOf(encodeFrame({ kind: FrameKind.TTS_START, ...at(1), payload })));
    rail.receive(frameOf(encodeFrame({ kind: FrameKind.TTS_AUDIO, ...at(1), payload })));
    rail.receive(frameOf(encodeFrame({ kind: FrameKind.TTS_CREDIT, ...at(1), payload })));
    say(1);
    await settled();
    expect(sent).toHaveLength(0);
    expect(streams.all).toHaveLength(0);
  });

  it('gives everything back when it is closed', async () => {
    start(1);
    say(1);
    start(2);
    await settled();
    streams.current.audio(10);
    rail.close();
    rail.close();
    const before = sent.length;
    streams.current.audio(10);
    clock.advance(60_000);
    await settled();
    expect(sent).toHaveLength(before + 2);
    expect(streams.openCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
