import type { ServiceProcess } from '@voxrail/testing';
import { inferencePort, startNatsServer, startService, Stopwatch, until } from '@voxrail/testing';

import { expectContiguous } from './testing/expect-contiguous';
import { SpeechCaller } from './testing/speech-caller';
import { SPEECH_MODELS_ONLY, startTtsStack } from './testing/tts-stack';

const LONG_TEXT = Array<string>(30).fill('This sentence is spoken again and again.').join(' ');

/** As fast as speech is: a model that is still at work when something happens to it. */
const REAL_TIME = { VOXRAIL_MODELS: 'synthetic', VOXRAIL_SYNTHETIC_TTS_SPEED: '1' };

/** Of the synthetic voice. */
const CHUNK_MS = 100;

async function waitingFor(service: ServiceProcess): Promise<readonly string[]> {
  const report = JSON.parse((await service.get('/ready')).body) as { waiting_for: string[] };
  return report.waiting_for;
}

describe('tts-service, when something fails', () => {
  const started: { stop(): Promise<unknown> }[] = [];

  function keep<T extends { stop(): Promise<unknown> }>(part: T): T {
    started.push(part);
    return part;
  }

  afterEach(async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  });

  async function startModels(grpcPort: string): Promise<ServiceProcess> {
    const settings = { VOXRAIL_GRPC_PORT: grpcPort, ...SPEECH_MODELS_ONLY, ...REAL_TIME };
    return keep(await startService('model-server', settings));
  }

  it('tells of a lost model-server in mid-speech, is not ready without it, and recovers', async () => {
    const nats = keep(await startNatsServer());
    const models = await startModels('0');
    const grpcPort = inferencePort(models);
    const tts = keep(
      await startService('tts-service', {
        VOXRAIL_NATS_URL: nats.url,
        VOXRAIL_TRITON_ADDRESS: `127.0.0.1:${grpcPort}`,
      }),
    );
    const caller = await SpeechCaller.connect(nats.url);
    keep({ stop: async () => caller.close() });
    await caller.rail.hold();
    const order = caller.say(LONG_TEXT);
    await until(() => caller.samples(order).length > 0, 10_000);
    await models.kill();
    expect(await caller.failed(order)).toMatchObject({
      code: 'model_failed',
      retryable: true,
    });
    await until(async () => (await waitingFor(tts)).includes('models'), 20_000);
    const refused = caller.say('Is anybody there, my friend?');
    expect(await caller.failed(refused)).toMatchObject({ retryable: true });
    await startModels(grpcPort);
    await until(async () => (await waitingFor(tts)).length === 0, 20_000);
    expect((await caller.done(caller.say('Hello there.'))).samples).toBeGreaterThan(0);
  });

  it('ends within 4 s of SIGTERM with exit code 0, also while it speaks', async () => {
    const stack = keep(await startTtsStack(REAL_TIME));
    const caller = await SpeechCaller.connect(stack.nats.url);
    keep({ stop: async () => caller.close() });
    await caller.rail.hold();
    const order = caller.say(LONG_TEXT);
    await until(() => caller.samples(order).length > 0, 10_000);
    const stopwatch = Stopwatch.start();
    expect(await stack.tts.stop()).toBe(0);
    expect(stopwatch.stop()).toBeLessThan(4_500);
    // What it had sent is still on its way; then there is nothing more, nor a word of an end.
    await caller.bus.flush();
    expect(caller.heard(order).done).toBeUndefined();
    expectContiguous(caller.heard(order));
  });

  it('stops the model within one chunk of an interruption', async () => {
    const stack = keep(await startTtsStack(REAL_TIME));
    const caller = await SpeechCaller.connect(stack.nats.url);
    keep({ stop: async () => caller.close() });
    await caller.rail.hold();
    for (let turn = 0; turn < 20; turn += 1) {
      const order = caller.say(LONG_TEXT);
      await until(() => caller.heard(order).frames.length >= 2, 10_000);
      caller.rail.interrupt(0, order);
      const [interruptedMs, stopwatch] = [performance.now(), Stopwatch.start()];
      await caller.bus.flush();
      const { frames } = caller.heard(order);
      const atFlush = frames.length;
      await new Promise((resolve) => setTimeout(resolve, 120));
      // The chunk that is on its way when the broker has the interrupt, and what fell due in a stall.
      const stalledMs = performance.now() - interruptedMs - stopwatch.stop();
      expect(frames.length - atFlush).toBeLessThanOrEqual(1 + Math.floor(stalledMs / CHUNK_MS));
    }
    const { body } = await stack.models.get('/health');
    expect(JSON.parse(body)).toMatchObject({ status: 'healthy' });
    expect((await caller.done(caller.say('Hello there.'))).samples).toBeGreaterThan(0);
  });

  it('resamples what a model makes at another rate, without losing a sample', async () => {
    const stack = keep(
      await startTtsStack({
        VOXRAIL_MODELS: 'synthetic',
        VOXRAIL_SYNTHETIC_TTS_SAMPLE_RATE_HZ: '24000',
        VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '50',
      }),
    );
    const caller = await SpeechCaller.connect(stack.nats.url);
    keep({ stop: async () => caller.close() });
    await caller.rail.hold();
    const order = caller.say(
      'Exactly thirty characters here. And some more text of fifty five characters.',
    );
    const done = await caller.done(order);
    expect(caller.samples(order)).toHaveLength(done.samples);
    // 31 + 44 characters of 50 ms.
    expect(done.samples).toBe(Math.round(75 * 0.05 * 22_050));
    const samples = caller.samples(order);
    const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
    expect(peak).toBeGreaterThan(8_000);
    expect(peak).toBeLessThan(11_000);
  });

  it.each([
    ['VOXRAIL_CAPACITY', 'many'],
    ['VOXRAIL_TRITON_ADDRESS', 'nowhere'],
    ['VOXRAIL_TTS_MODEL', 'parrot'],
  ])('does not start with a bad %s, and names it', async (setting, value) => {
    await expect(startService('tts-service', { [setting]: value })).rejects.toThrow(setting);
  });
});
