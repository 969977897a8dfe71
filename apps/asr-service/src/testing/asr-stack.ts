import { InferenceClient } from '@voxrail/inference';
import type { MessageBus } from '@voxrail/messaging';
import { connectMessageBus, ControlClient } from '@voxrail/messaging';
import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { freePort, startNatsServer, startService } from '@voxrail/testing';

/** Models that listening does not need; they would only take memory and time. */
const ONLY_EARS = {
  VOXRAIL_MODEL_QWEN3: 'off',
  VOXRAIL_MODEL_CHATTERBOX: 'off',
  VOXRAIL_MODEL_COSYVOICE2: 'off',
};

/** A real broker, a real model-server and a built ASR worker, each a process of its own. */
export interface AsrStack {
  readonly nats: NatsServer;
  readonly models: ServiceProcess;
  readonly asr: ServiceProcess;
  readonly bus: MessageBus;
  readonly control: ControlClient;
  /** Asks the models directly. */
  readonly inference: InferenceClient;
  /** Starts model-server again where it was. */
  restartModels(): Promise<void>;
  stop(): Promise<void>;
}

export async function startAsrStack(
  settings: {
    readonly asr?: Record<string, string>;
    readonly models?: Record<string, string>;
  } = {},
): Promise<AsrStack> {
  const nats = await startNatsServer();
  const grpcPort = String(await freePort());
  const startModels = async (): Promise<ServiceProcess> =>
    startService('model-server', { ...ONLY_EARS, VOXRAIL_GRPC_PORT: grpcPort, ...settings.models });
  let models = await startModels();
  const asr = await startService('asr-service', {
    VOXRAIL_NATS_URL: nats.url,
    VOXRAIL_TRITON_ADDRESS: `127.0.0.1:${grpcPort}`,
    ...settings.asr,
  });
  const bus = await connectMessageBus({ url: nats.url, name: 'test' });
  const control = new ControlClient({ url: nats.url, name: 'test' });
  const inference = new InferenceClient({ address: `127.0.0.1:${grpcPort}` });
  return {
    nats,
    get models() {
      return models;
    },
    asr,
    bus,
    control,
    inference,
    restartModels: async () => {
      await models.stop();
      models = await startModels();
    },
    stop: async () => {
      inference.close();
      await control.close();
      await bus.close();
      await asr.stop();
      await models.stop();
      await nats.stop();
    },
  };
}
