import { InferenceClient } from '@voxrail/inference';
import type { MessageBus } from '@voxrail/messaging';
import { ControlClient, connectMessageBus } from '@voxrail/messaging';
import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { inferencePort, startNatsServer, startService } from '@voxrail/testing';

/** Models that generating does not need; they would only take memory and time. */
const ONLY_WORDS = {
  VOXRAIL_MODEL_SILERO_VAD: 'off',
  VOXRAIL_MODEL_PARAKEET_TDT: 'off',
  VOXRAIL_MODEL_CHATTERBOX: 'off',
  VOXRAIL_MODEL_COSYVOICE2: 'off',
};

/** A real broker, a real model-server and a built LLM worker, each a process of its own. */
export interface LlmStack {
  readonly nats: NatsServer;
  readonly models: ServiceProcess;
  readonly llm: ServiceProcess;
  readonly bus: MessageBus;
  readonly control: ControlClient;
  /** Asks the model directly. */
  readonly inference: InferenceClient;
  /** Starts model-server again where it was. */
  startModels(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLlmStack(
  model: 'embedded' | 'synthetic',
  settings: Readonly<Record<string, string>> = {},
): Promise<LlmStack> {
  const nats = await startNatsServer();
  // Any, and then the same again.
  let grpcPort = '0';
  const start = async (): Promise<ServiceProcess> =>
    startService('model-server', {
      ...ONLY_WORDS,
      VOXRAIL_GRPC_PORT: grpcPort,
      VOXRAIL_MODEL_QWEN3: model,
      ...settings,
    });
  let models = await start();
  grpcPort = inferencePort(models);
  const llm = await startService('llm-service', {
    VOXRAIL_NATS_URL: nats.url,
    VOXRAIL_TRITON_ADDRESS: `127.0.0.1:${grpcPort}`,
  });
  const bus = await connectMessageBus({ url: nats.url, name: 'test' });
  const control = new ControlClient({ url: nats.url, name: 'test' });
  const inference = new InferenceClient({ address: `127.0.0.1:${grpcPort}` });
  return {
    nats,
    get models() {
      return models;
    },
    llm,
    bus,
    control,
    inference,
    startModels: async () => {
      models = await start();
    },
    stop: async () => {
      inference.close();
      await control.close();
      await bus.close();
      await llm.stop();
      await models.stop();
      await nats.stop();
    },
  };
}
