import type { Engine, EngineRequest } from '../../engine';
import { recording } from '../../testing/recordings';
import { requestOf, runEngine } from '../../testing/run-engine';
import { bool, fp32, int16 } from '../../tensors/write-tensor';
import { embedded } from '../definition';
import { readTranscript, transcribe } from '../transcribe';
import type { Transcript } from '../transcript';
import { createEngine } from './pocketsphinx-engine';

interface Step {
  readonly audio?: Int16Array;
  readonly decode?: boolean;
  readonly hypothesis?: string;
  readonly start?: boolean;
  readonly end?: boolean;
  readonly id?: string;
}

function request(step: Step): EngineRequest {
  return requestOf(
    { AUDIO: int16(step.audio ?? new Int16Array(0)), DECODE: bool(step.decode ?? false) },
    {
      parameters: step.hypothesis === undefined ? {} : { hypothesis: step.hypothesis },
      sequence: { id: step.id ?? 'utterance', start: step.start ?? false, end: step.end ?? false },
    },
  );
}

function joined(...parts: readonly Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

describe('PocketSphinx engine', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await createEngine(embedded.options);
  });

  afterAll(async () => {
    await engine.close();
  });

  async function step(what: Step): Promise<Transcript> {
    const [outputs] = await runEngine(engine, request(what));
    return readTranscript(outputs ?? {});
  }

  it('recognizes what a person says, with the time and confidence of every word', async () => {
    const { text, words, confidence } = await transcribe(engine, recording('goForward'));
    expect(text).toBe('go forward ten meters');
    expect(words.map(({ word }) => word)).toEqual(['go', 'forward', 'ten', 'meters']);
    const times = words.flatMap(({ start, end }) => [start, end]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeCloseTo(0.46, 1);
    expect(times.at(-1)).toBeCloseTo(2.11, 1);
    expect(confidence).toBeGreaterThan(0.6);
    expect(confidence).toBeLessThanOrEqual(1);
  });

  it.each([
    { chunkSamples: 512 },
    { chunkSamples: 333, hypothesis: 'running' as const },
    { chunkSamples: 6_400, hypothesis: 'final' as const },
  ])('gives the same for the same samples in chunks of $chunkSamples', async (options) => {
    for (const name of ['youngMan', 'something'] as const) {
      const whole = await transcribe(engine, recording(name));
      expect(await transcribe(engine, recording(name), options)).toEqual(whole);
    }
  });

  it('gives the same whoever spoke before, and on another decoder', async () => {
    const alone = await transcribe(engine, recording('something'));
    await transcribe(engine, recording('amiableWoman'));
    expect(await transcribe(engine, recording('something'))).toEqual(alone);
    const other = await createEngine(embedded.options);
    expect(await transcribe(other, recording('something'))).toEqual(alone);
    await other.close();
  });

  it('shows a growing hypothesis while a person speaks', async () => {
    const samples = recording('goForward');
    await step({ start: true, audio: samples.subarray(0, 24_000) });
    const early = await step({ decode: true, hypothesis: 'running' });
    await step({ audio: samples.subarray(24_000) });
    const late = await step({ decode: true, hypothesis: 'running' });
    await step({ end: true });
    expect(early.words.length).toBeGreaterThan(0);
    expect(late.words.length).toBeGreaterThan(early.words.length);
  });

  it('answers before the end what the end would give, and hears on', async () => {
    const samples = recording('youngMan');
    const head = samples.subarray(0, 32_000);
    await step({ start: true, audio: head });
    const candidate = await step({ decode: true });
    expect(candidate).toEqual(await step({ decode: true, hypothesis: 'final' }));
    const rest = await step({ audio: samples.subarray(32_000), decode: true, end: true });
    expect(rest).toEqual(await transcribe(engine, samples));
    expect(candidate).toEqual(await transcribe(engine, head));
  });

  it('goes on with its hypothesis after the text of the end was asked for', async () => {
    const samples = recording('youngMan');
    const texts: Transcript[] = [];
    for (const decode of [false, true]) {
      await step({ start: true, audio: samples.subarray(0, 32_000) });
      await step({ decode });
      await step({ audio: samples.subarray(32_000, 36_096) });
      texts.push(await step({ decode: true, hypothesis: 'running' }));
      await step({ end: true });
    }
    expect(texts[1]).toEqual(texts[0]);
  });

  it('keeps the text that was asked for while it has too little sound for a hypothesis', async () => {
    const samples = recording('goForward').subarray(4_000);
    await step({ start: true, audio: samples.subarray(0, 11_000) });
    const asked = await step({ decode: true });
    expect(asked.text).not.toBe('');
    await step({ audio: samples.subarray(11_000, 11_500) });
    expect(await step({ decode: true, hypothesis: 'running' })).toEqual(asked);
    await step({ end: true });
  });

  it('cuts speech of forty seconds itself and loses no words of it', async () => {
    const sentence = recording('amiableWoman');
    const long = joined(...Array.from({ length: 7 }, () => sentence));
    const { words } = await transcribe(engine, long, { chunkSamples: 1_600 });
    const once = await transcribe(engine, sentence);
    expect(words.length).toBeGreaterThan(once.words.length * 6);
    const starts = words.map(({ start }) => start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts.at(-1)).toBeGreaterThan(36);
  }, 30_000);

  it.each([
    ['nothing', new Int16Array(0)],
    ['less than a frame', new Int16Array(100).fill(500)],
    ['silence', new Int16Array(32_000)],
    ['a hum of the room', Int16Array.from({ length: 32_000 }, (_, at) => 20 * Math.sin(at / 40))],
  ])('gives an empty text for %s', async (_, samples) => {
    expect(await transcribe(engine, samples)).toEqual({ text: '', words: [], confidence: 0 });
  });

  it('survives a square wave at full scale', async () => {
    const samples = Int16Array.from({ length: 32_000 }, (_, at) =>
      at % 90 < 45 ? 32_767 : -32_768,
    );
    const { confidence } = await transcribe(engine, samples);
    expect(confidence).toBeLessThanOrEqual(1);
  });

  it('hears one utterance at a time and is free after its end or its drop', async () => {
    await step({ start: true, id: 'first' });
    await expect(step({ start: true, id: 'second' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    engine.dropSequence?.('first');
    await step({ start: true, id: 'second' });
    await step({ end: true, id: 'second' });
    await expect(step({ id: 'second' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('begins anew when START comes again', async () => {
    await step({ start: true, audio: recording('amiableWoman').subarray(0, 40_000) });
    const again = await step({
      start: true,
      audio: recording('something'),
      decode: true,
      end: true,
    });
    expect(again).toEqual(await transcribe(engine, recording('something')));
  });

  it.each([
    ['audio of half an hour', { start: true, audio: new Int16Array(30 * 60 * 16_000) }],
    ['an unknown hypothesis', { start: true, decode: true, hypothesis: 'best' }],
  ])('refuses %s', async (_, what: Step) => {
    await expect(step(what)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('refuses audio that is no INT16, and a request of no sequence', async () => {
    const inputs = { AUDIO: fp32(Float32Array.of(0.5)), DECODE: bool(true) };
    const sequence = { id: 'utterance', start: true, end: true };
    await expect(runEngine(engine, requestOf(inputs, { sequence }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    const alone = requestOf({ AUDIO: int16(new Int16Array(0)), DECODE: bool(true) });
    await expect(runEngine(engine, alone)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('stops listening when it is cancelled and forgets the utterance', async () => {
    const cancelled = { cancelled: true };
    const listening = request({ start: true, audio: recording('something') });
    await expect(runEngine(engine, listening, cancelled)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await expect(step({ audio: new Int16Array(10) })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('says where it looked when the model is not installed', async () => {
    await expect(async () => createEngine({ modelPath: '/nowhere' })).rejects.toThrow(/nowhere/u);
  });
});
