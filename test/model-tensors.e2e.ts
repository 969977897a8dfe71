import { freePort, startNatsServer, startService, until } from '@voxrail/testing';
import type { NatsServer, ServiceProcess } from '@voxrail/testing';

import type { FixtureProcess } from '../apps/model-server/src/hosting/testing/fixture-process';
import { startFixtureServer } from '../apps/model-server/src/hosting/testing/fixture-process';

const RAILS = ['asr-service', 'llm-service', 'tts-service'] as const;

type Rail = (typeof RAILS)[number];

const MODELS = ['silero_vad', 'parakeet_tdt', 'qwen3', 'chatterbox'];

const SAID_WITHIN_MS = 10_000;
const TAKEN_WITHIN_MS = 15_000;

describe('a rail whose model is not as it expects', () => {
  let nats: NatsServer;
  let misfits: FixtureProcess;
  let port: number;
  const rails = new Map<Rail, ServiceProcess>();
  const ends: (() => Promise<unknown>)[] = [];

  function railOf(name: Rail): ServiceProcess {
    const rail = rails.get(name);
    if (rail === undefined) throw new Error(`${name} was not started`);
    return rail;
  }

  beforeAll(async () => {
    nats = await startNatsServer();
    port = await freePort();
    misfits = await startFixtureServer(MODELS, MODELS, port);
    const env = { VOXRAIL_NATS_URL: nats.url, VOXRAIL_TRITON_ADDRESS: misfits.address };
    for (const name of RAILS) {
      rails.set(name, await startService(name, env, { waitFor: 'listening' }));
    }
  });

  afterAll(async () => {
    for (const rail of rails.values()) await rail.stop();
    await misfits.stop();
    for (const end of ends) await end();
    await nats.stop();
  });

  it.each<[Rail, string]>([
    ['asr-service', 'model silero_vad: input state is FP32 [2,-1,64]; expected FP32 [2,-1,128]'],
    ['asr-service', 'model parakeet_tdt: input AUDIO is FP32 [-1]; expected INT16 [-1]'],
    ['llm-service', 'model qwen3: output finish_reason is missing; expected BYTES [-1]'],
    ['tts-service', 'model chatterbox: output AUDIO is INT16 [-1]; expected FP32 [-1]'],
  ])('%s is not ready, and says once: %s', async (name, problem) => {
    const rail = railOf(name);
    const said = () => rail.log.filter(({ level, msg }) => level === 'error' && msg === problem);
    await until(() => said().length > 0, SAID_WITHIN_MS, problem);
    const { status, body } = await rail.get('/ready');
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ waiting_for: ['models'] });
    expect(said()).toHaveLength(1);
  });

  it('becomes ready when the model is replaced by one that fits, and not while one is missing', async () => {
    await misfits.stop();
    const models = await startService('model-server', {
      VOXRAIL_GRPC_PORT: String(port),
      VOXRAIL_MODELS: 'synthetic',
      VOXRAIL_MODEL_QWEN3: 'off',
    });
    ends.push(() => models.stop());
    for (const name of ['asr-service', 'tts-service'] as const) {
      const ready = async () => (await railOf(name).get('/ready')).status === 200;
      await until(ready, TAKEN_WITHIN_MS, `${name} to be ready`);
    }
    expect((await railOf('llm-service').get('/ready')).status).toBe(503);
  });
});
