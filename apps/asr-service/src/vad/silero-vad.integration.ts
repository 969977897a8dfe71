import { SystemClock } from '@voxrail/clock';
import { InferenceClient } from '@voxrail/inference';
import { loadRecordings } from '@voxrail/speech';
import type { ServiceProcess } from '@voxrail/testing';
import { inferencePort, startService, until } from '@voxrail/testing';

import { WINDOW_SAMPLES } from '../stream/audio-window';
import { SileroVad } from './silero-vad';
import { VadBatcher } from './vad-batcher';

const clock = new SystemClock();

let models: ServiceProcess;
let client: InferenceClient;
let silero: SileroVad;
let voice: Int16Array;

beforeAll(async () => {
  models = await startService('model-server', {
    VOXRAIL_GRPC_PORT: '0',
    VOXRAIL_MODEL_PARAKEET_TDT: 'off',
    VOXRAIL_MODEL_QWEN3: 'off',
    VOXRAIL_MODEL_CHATTERBOX: 'off',
    VOXRAIL_MODEL_COSYVOICE2: 'off',
  });
  client = new InferenceClient({ address: `127.0.0.1:${inferencePort(models)}` });
  silero = new SileroVad(client, clock);
  const recording = (await loadRecordings()).find(({ name }) => name === 'goforward');
  if (recording === undefined) throw new Error('no recording');
  voice = recording.samples.subarray(0, recording.endOfSpeechSample);
});

afterAll(async () => {
  silero.close();
  client.close();
  await models.stop();
});

async function probabilities(batcher: VadBatcher, samples: Int16Array): Promise<readonly number[]> {
  const heard: number[] = [];
  const channel = batcher.open({
    onProbability: (_window, probability) => heard.push(probability),
    onSkipped: () => heard.push(Number.NaN),
    onOutage: () => undefined,
  });
  const windows = Math.floor(samples.length / WINDOW_SAMPLES);
  for (let i = 0; i < windows; i++) {
    const startSample = i * WINDOW_SAMPLES;
    const window = samples.slice(startSample, startSample + WINDOW_SAMPLES);
    channel.push({ startSample, samples: window }, clock.nowMs());
  }
  await until(() => heard.length === windows, 10_000);
  channel.close();
  return heard;
}

describe('SileroVad', () => {
  it('hears a voice in a recording and none in silence', async () => {
    const batcher = new VadBatcher((batch) => silero.judge(batch), clock);
    const [spoken, silent] = await Promise.all([
      probabilities(batcher, voice),
      probabilities(batcher, new Int16Array(32_000)),
    ]);
    expect(spoken.filter((p) => p > 0.5).length / spoken.length).toBeGreaterThan(0.6);
    expect(Math.max(...silent)).toBeLessThan(0.2);
    batcher.close();
  });

  it('hears the same in a session alone and among others', async () => {
    const batcher = new VadBatcher((batch) => silero.judge(batch), clock);
    const alone = await probabilities(batcher, voice);
    const delayed = new Int16Array(voice.length + 1_600);
    delayed.set(voice, 1_600);
    const [among] = await Promise.all([
      probabilities(batcher, voice),
      probabilities(batcher, delayed),
      probabilities(batcher, new Int16Array(48_000)),
    ]);
    expect(among).toHaveLength(alone.length);
    among.forEach((probability, i) => {
      expect(probability).toBeCloseTo(alone[i] ?? Number.NaN, 4);
    });
    batcher.close();
  });
});
