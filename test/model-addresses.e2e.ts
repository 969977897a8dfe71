import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { freePort, startNatsServer, startService, until } from '@voxrail/testing';

const OFF = {
  VOXRAIL_MODELS: 'synthetic',
  VOXRAIL_MODEL_SILERO_VAD: 'off',
  VOXRAIL_MODEL_PARAKEET_TDT: 'off',
  VOXRAIL_MODEL_QWEN3: 'off',
  VOXRAIL_MODEL_CHATTERBOX: 'off',
  VOXRAIL_MODEL_COSYVOICE2: 'off',
};

/** Nobody listens there. */
const NOBODY = '127.0.0.1:1';

describe('models on more than one server', () => {
  const ends: { stop(): Promise<unknown> }[] = [];
  let nats: NatsServer;
  /** Voice activity and language. */
  let first: string;
  /** Recognition and voice. */
  let second: string;

  async function serve(models: Readonly<Record<string, string>>): Promise<string> {
    const port = String(await freePort());
    ends.push(await startService('model-server', { ...OFF, ...models, VOXRAIL_GRPC_PORT: port }));
    return `127.0.0.1:${port}`;
  }

  async function startRail(
    name: string,
    env: Readonly<Record<string, string>>,
  ): Promise<ServiceProcess> {
    const shared = { VOXRAIL_NATS_URL: nats.url, VOXRAIL_TRITON_ADDRESS: NOBODY };
    const rail = await startService(name, { ...shared, ...env });
    ends.push(rail);
    return rail;
  }

  beforeAll(async () => {
    nats = await startNatsServer();
    ends.push(nats);
    first = await serve({
      VOXRAIL_MODEL_SILERO_VAD: 'synthetic',
      VOXRAIL_MODEL_QWEN3: 'synthetic',
    });
    second = await serve({
      VOXRAIL_MODEL_PARAKEET_TDT: 'synthetic',
      VOXRAIL_MODEL_CHATTERBOX: 'synthetic',
    });
  });

  afterAll(async () => {
    for (const part of ends.reverse()) await part.stop();
  });

  it('are found by the address of their role', async () => {
    const rails = [
      await startRail('asr-service', {
        VOXRAIL_TRITON_ADDRESS_VAD: first,
        VOXRAIL_TRITON_ADDRESS_ASR: second,
      }),
      await startRail('llm-service', { VOXRAIL_TRITON_ADDRESS_LLM: first }),
      await startRail('tts-service', { VOXRAIL_TRITON_ADDRESS_TTS: second }),
    ];
    // Ready means that each of its models has answered something.
    for (const rail of rails) {
      await until(async () => (await rail.get('/ready')).status === 200, 10_000, 'a ready rail');
    }
  });
});
