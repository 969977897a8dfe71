import { FrameKind } from '@voxrail/contracts';
import { loadRecordings } from '@voxrail/speech';
import { startService, Stopwatch, until } from '@voxrail/testing';

import type { AsrStack } from './testing/asr-stack';
import { startAsrStack } from './testing/asr-stack';
import { ListeningCaller } from './testing/listening-caller';

jest.setTimeout(90_000);

const FAST = 6;

let stack: AsrStack;
let voice: Int16Array;

beforeAll(async () => {
  stack = await startAsrStack({ VOXRAIL_CAPACITY: '1' });
  const recording = (await loadRecordings()).find(({ name }) => name === 'goforward');
  if (recording === undefined) throw new Error('no recording');
  voice = recording.samples;
});

afterAll(async () => {
  await stack.stop();
});

async function report(path: string): Promise<unknown> {
  return JSON.parse((await stack.asr.get(path)).body);
}

describe('asr-service, when something fails', () => {
  it('refuses a session beyond its capacity', async () => {
    const first = await new ListeningCaller(stack).open();
    const second = new ListeningCaller(stack);
    expect(await second.rail.claim()).toMatchObject({ status: 'busy', reason: 'capacity' });
    await first.stop();
    await second.stop();
  });

  it('fails the utterance when model-server dies, and hears the next one when it is back', async () => {
    const listener = await new ListeningCaller(stack).open();
    await listener.beSilent(500, FAST);
    await listener.speak(voice.subarray(0, 16_000), 1);
    await listener.next(FrameKind.ASR_SPEECH_STARTED);
    await stack.models.kill();
    const silence = listener.beSilent(6_000, 1);
    const [failed] = await listener.next(FrameKind.ASR_FAILED);
    expect(failed).toMatchObject({ utterance: 7, retryable: true, fatal: false });
    await until(async () => (await stack.asr.get('/ready')).status === 503, 20_000);
    expect(await report('/ready')).toEqual({ ready: false, waiting_for: ['models'] });
    await silence;
    await stack.restartModels();
    await until(async () => (await stack.asr.get('/ready')).status === 200, 20_000);
    await listener.beSilent(500, 1);
    await listener.speak(voice, 1);
    await listener.beSilent(1_000, 1);
    const [final] = await listener.next(FrameKind.ASR_FINAL);
    expect(final?.text).toBe('go forward ten meters');
    expect(listener.of(FrameKind.ASR_FAILED)).toHaveLength(1);
    await listener.stop();
  });

  it('loses no word when model-server stands still for three seconds', async () => {
    const listener = await new ListeningCaller(stack).open();
    for (let stop = 1; stop <= 3; stop++) {
      await listener.beSilent(500, FAST);
      await listener.speak(voice.subarray(0, 16_000), 1);
      await listener.next(FrameKind.ASR_SPEECH_STARTED, 2 * stop - 1);
      await stack.models.pause();
      await listener.speak(voice.subarray(16_000), 1);
      await listener.beSilent(1_500, 1);
      stack.models.resume();
      await listener.next(FrameKind.ASR_FINAL, 2 * stop - 1);
      await listener.beSilent(1_000, FAST);
      await listener.speak(voice, 1);
      await listener.beSilent(1_000, 1);
      await listener.next(FrameKind.ASR_FINAL, 2 * stop);
    }
    const texts = listener.of(FrameKind.ASR_FINAL).map((final) => final.text);
    expect(texts).toEqual(texts.map(() => 'go forward ten meters'));
    await listener.stop();
  });

  it('takes no session while its models are not ready', async () => {
    await stack.models.stop();
    await until(async () => (await stack.asr.get('/ready')).status === 503, 20_000);
    const listener = new ListeningCaller(stack);
    expect(await listener.rail.claim()).toMatchObject({ status: 'busy', reason: 'not_ready' });
    expect(await report('/health')).toMatchObject({ status: 'degraded', triton: 'down' });
    await stack.restartModels();
    await until(async () => (await stack.asr.get('/ready')).status === 200, 20_000);
    expect(await listener.rail.claim()).toMatchObject({ status: 'claimed' });
    await listener.stop();
  });

  it('names the setting that it cannot use', async () => {
    const started = startService('asr-service', { VOXRAIL_CAPACITY: 'many' });
    await expect(started).rejects.toThrow('VOXRAIL_CAPACITY');
  });

  it('ends within four seconds of being asked, also in mid-word', async () => {
    const listener = await new ListeningCaller(stack).open();
    await listener.beSilent(300, FAST);
    await listener.speak(voice.subarray(0, 16_000), FAST);
    const stopwatch = Stopwatch.start();
    expect(await stack.asr.stop()).toBe(0);
    expect(stopwatch.stop()).toBeLessThan(4_000);
    await listener.stop();
  });
});
