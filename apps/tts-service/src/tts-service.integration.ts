import { endOfSpeechSample, firstAudibleSample, rms } from '@voxrail/audio';
import { FrameKind, encodeFrame } from '@voxrail/contracts';
import { until } from '@voxrail/testing';

import { SpeechCaller } from './testing/speech-caller';
import { expectContiguous } from './testing/expect-contiguous';
import type { TtsStack } from './testing/tts-stack';
import { startTtsStack } from './testing/tts-stack';

const RATE_HZ = 22_050;

const TEXT =
  'Hello there, my friend. It is **a very nice day** today in the city of Berlin 🙂, is it not? I think so.';

describe('tts-service with the embedded voice', () => {
  let stack: TtsStack;
  let caller: SpeechCaller;

  beforeAll(async () => {
    stack = await startTtsStack({ VOXRAIL_MODELS: 'embedded' }, { VOXRAIL_CAPACITY: '3' });
  });

  afterAll(async () => {
    await stack.stop();
  });

  beforeEach(async () => {
    caller = await SpeechCaller.connect(stack.nats.url);
    await caller.rail.hold();
  });

  afterEach(async () => {
    await caller.close();
    await sessions(0);
  });

  async function sessions(wanted: number): Promise<void> {
    await until(async () => {
      const health = JSON.parse((await stack.tts.get('/health')).body) as Record<string, unknown>;
      return health['active_sessions'] === wanted;
    }, 20_000);
  }

  async function metric(name: string): Promise<number> {
    const { body } = await stack.tts.get('/metrics');
    const lines = body.split('\n').filter((line) => line.startsWith(name));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  it('turns words into audible speech, aligned with all of its text', async () => {
    const order = caller.say(TEXT);
    const done = await caller.done(order);
    const samples = caller.samples(order);
    expect(samples).toHaveLength(done.samples);
    expectContiguous(caller.heard(order));
    // 19 words take six seconds or so.
    expect(samples.length / RATE_HZ).toBeGreaterThan(4);
    expect(samples.length / RATE_HZ).toBeLessThan(12);
    expect(firstAudibleSample(samples)).toBeLessThan(RATE_HZ / 5);
    expect(rms(samples)).toBeGreaterThan(500);
    expect(endOfSpeechSample(samples, RATE_HZ)).toBeGreaterThan(samples.length - RATE_HZ);
    const { alignments } = caller.heard(order);
    const complete = alignments.filter(({ sampleEnd }) => sampleEnd !== null);
    expect(complete).toHaveLength(done.segments);
    expect(complete.at(-1)).toMatchObject({ textEnd: TEXT.length, sampleEnd: done.samples });
    expect(done.firstAudioMs).toBeGreaterThan(0);
  });

  it('speaks all of a text that comes letter by letter', async () => {
    const text = 'This is one sentence of some words, and it comes letter by letter.';
    const order = caller.start();
    for (let at = 0; at < text.length; at += 1) caller.text(order, at, text.charAt(at));
    caller.end(order, text.length);
    const pieces = await caller.done(order);
    const whole = await caller.done(caller.say(text));
    expect(caller.heard(order).alignments.at(-1)).toMatchObject({ textEnd: text.length });
    // Another segmentation has other pauses, and the same words.
    expect(pieces.samples / whole.samples).toBeGreaterThan(0.8);
    expect(pieces.samples / whole.samples).toBeLessThan(1.4);
  });

  it('falls silent when it is interrupted, and speaks the next order', async () => {
    const long = Array<string>(40).fill('This sentence is spoken again and again.').join(' ');
    const order = caller.start({ creditSamples: 2 * RATE_HZ });
    caller.text(order, 0, long);
    caller.end(order, long.length);
    await until(() => caller.heard(order).frames.length > 3, 10_000);
    caller.rail.interrupt(order, order);
    caller.rail.interrupt(order, order);
    await caller.bus.flush();
    const next = caller.say('Now something else.');
    await caller.done(next);
    const { frames } = caller.heard(order);
    const count = frames.length;
    caller.credit(order, 100 * RATE_HZ);
    caller.text(order, long.length, 'More of it.');
    const last = caller.say('And a last one.');
    await caller.done(last);
    expect(caller.heard(order).frames).toHaveLength(count);
    expect(caller.heard(order).done).toBeUndefined();
    // Neither can an order that is dead be opened again.
    caller.start({}, order);
    caller.text(order, 0, 'Once more, from the beginning.');
    await caller.done(caller.say('Good bye.'));
    expect(caller.heard(order).frames).toHaveLength(count);
  });

  it('sends exactly what it has credit for, and the rest when it gets more', async () => {
    const order = caller.say(TEXT, { creditSamples: 5_000 });
    await until(() => caller.samples(order).length >= 5_000, 10_000);
    await caller.done(caller.say('Meanwhile another one.'));
    expect(caller.samples(order)).toHaveLength(5_000);
    for (let total = 10_000; caller.heard(order).done === undefined; total += 5_000) {
      caller.credit(order, total);
      await until(() => {
        const { done } = caller.heard(order);
        return done !== undefined || caller.samples(order).length === total;
      }, 10_000);
    }
    expectContiguous(caller.heard(order));
  });

  it('fails a speech whose credit or text never comes', async () => {
    const starved = caller.say(TEXT, { creditSamples: 100, deadlineMs: 300 });
    const mute = caller.start({ deadlineMs: 300 });
    expect(await caller.failed(starved)).toMatchObject({ code: 'input_timeout', retryable: true });
    expect(await caller.failed(mute)).toMatchObject({ code: 'input_timeout' });
    expect(caller.samples(starved)).toHaveLength(100);
  });

  it.each([{ voice: 'nobody' }, { language: 'tlh' }])(
    'refuses %j and says that trying again will not help',
    async (start) => {
      const order = caller.say('Hello there, my friend.', start);
      expect(await caller.failed(order)).toMatchObject({
        code: 'request_refused',
        retryable: false,
      });
    },
  );

  it('speaks with another model where the voice names it', async () => {
    const order = caller.say('Hello there, my friend.', { voice: 'cosyvoice2-female' });
    const other = caller.say('Hello there, my friend.', { voice: 'male' });
    await caller.done(order);
    await caller.done(other);
    expect(caller.samples(order)).not.toEqual(caller.samples(other));
  });

  it('ends with no samples where there is nothing to say', async () => {
    const order = caller.say('🙂');
    expect(await caller.done(order)).toMatchObject({ samples: 0, segments: 1, firstAudioMs: null });
    const empty = caller.say('');
    expect(await caller.done(empty)).toMatchObject({ samples: 0, segments: 0 });
  });

  it('drops malformed messages, counts them, and goes on', async () => {
    const before = await metric('voice_agent_frames_dropped_total');
    const json = (kind: FrameKind, text: string): Uint8Array =>
      encodeFrame({ kind, order: 50, seq: 0, offset: 0, payload: Buffer.from(text) });
    const malformed = [
      new Uint8Array(0),
      Buffer.from('{"type":"start"}'),
      json(FrameKind.TTS_START, '{"voice":1}'),
      json(FrameKind.TTS_START, 'null'),
      json(FrameKind.TTS_TEXT, '{"text":"nobody has opened this"}'),
      json(FrameKind.TTS_PREPARE, '{}'),
      json(FrameKind.TTS_DONE, '{}'),
      json(FrameKind.LLM_START, '{}'),
    ];
    for (const bytes of malformed) caller.rail.sendRaw(bytes);
    const order = caller.say('Still there, and well.');
    await caller.done(order);
    expect(await metric('voice_agent_frames_dropped_total')).toBe(before + malformed.length);
    // A broken text within a speech is dropped as well, and the gap it leaves fails the speech.
    const broken = caller.start();
    caller.rail.sendRaw(
      encodeFrame({
        kind: FrameKind.TTS_TEXT,
        order: broken,
        seq: 1,
        offset: 0,
        payload: Buffer.from('x'),
      }),
    );
    caller.end(broken, 5);
    expect(await caller.failed(broken)).toMatchObject({ code: 'text_lost' });
  });

  it('opens streams beforehand without anyone hearing of it', async () => {
    const prepared = caller.prepare();
    const order = caller.start({}, prepared);
    caller.text(order, 0, 'Hello there, my friend.');
    caller.end(order, 23);
    expect((await caller.done(order)).samples).toBeGreaterThan(0);
  });

  it('counts its first audio and its bytes', async () => {
    const count = 'voice_agent_tts_ttfb_seconds_count';
    const bytes = 'voice_agent_tts_audio_bytes_total';
    const [countBefore, bytesBefore] = [await metric(count), await metric(bytes)];
    const { samples } = await caller.done(caller.say('Hello there, my friend.'));
    expect(await metric(count)).toBe(countBefore + 1);
    expect(await metric(bytes)).toBe(bytesBefore + 2 * samples);
  });

  it('is busy for one session more than its capacity', async () => {
    const others = await Promise.all([1, 2, 3].map(() => SpeechCaller.connect(stack.nats.url)));
    const replies = await Promise.all(others.map((other) => other.rail.claim()));
    expect(replies.map(({ status }) => status).sort()).toEqual(['busy', 'claimed', 'claimed']);
    expect(replies.find(({ status }) => status === 'busy')).toMatchObject({ reason: 'capacity' });
    await Promise.all(others.map((other) => other.close()));
  });

  it('ends sessions whose lease is not renewed, in mid-speech', async () => {
    const silent = await SpeechCaller.connect(stack.nats.url);
    await silent.rail.claim();
    const order = silent.say(TEXT, { creditSamples: 1_000, deadlineMs: 60_000 });
    await until(() => silent.samples(order).length === 1_000, 10_000);
    await sessions(2);
    await until(async () => {
      const health = JSON.parse((await stack.tts.get('/health')).body) as Record<string, unknown>;
      return health['active_sessions'] === 1;
    }, 20_000);
    silent.credit(order, 1_000_000);
    await caller.done(caller.say('Still there, and well.'));
    expect(silent.samples(order)).toHaveLength(1_000);
    await silent.close();
  });

  it('never writes a word of what it speaks into its log', async () => {
    const failures = (): number =>
      stack.tts.log.filter(({ msg }) => msg === 'a speech failed').length;
    const before = failures();
    const secret = 'Xylophone quagmire';
    await caller.done(caller.say(`The ${secret} was here yesterday.`));
    await caller.failed(caller.say(`The ${secret} was here.`, { voice: 'nobody' }));
    // The line of this speech: other tests have left some before.
    await until(() => failures() > before, 10_000, 'the line of the failure');
    const log = JSON.stringify(stack.tts.log) + stack.tts.output.join('');
    expect(log).not.toContain('Xylophone');
  });
});
