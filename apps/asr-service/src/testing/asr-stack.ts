import { InferenceClient } from '@voxrail/inference';
import type { MessageBus } from '@voxrail/messaging';
import { connectMessageBus, ControlClient } from '@voxrail/messaging';
import type { ServiceProcess } from '@voxrail/testing';
import { inferencePort, startNatsServer, startService } from '@voxrail/testing';

/** Models that listening does not need; they would only take memory and time. */
const ONLY_EARS = {
  VOXRAIL_MODEL_QWEN3: 'off',
  VOXRAIL_MODEL_CHATTERBOX: 'off',
  VOXRAIL_MODEL_COSYVOICE2: 'off',
};

/** A real broker, a real model-server and a built ASR worker, each a process of its own. */
export interface AsrStack {
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

/**
 * @param settings environment of the ASR worker.
 * @param modelSettings environment of model-server, whose models are embedded otherwise.
 */
export async function startAsrStack(
  settings: Record<string, string> = {},
  modelSettings: Record<string, string> = {},
): Promise<AsrStack> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const nats = await startNatsServer();
    ends.push(async () => nats.stop());
    // Any, and then the same again.
    let grpcPort = '0';
    const startModels = async (): Promise<ServiceProcess> => {
      const started = await startService('model-server', {
        ...ONLY_EARS,
        ...modelSettings,
        VOXRAIL_GRPC_PORT: grpcPort,
      });
      ends.push(async () => started.stop());
      grpcPort = inferencePort(started);
      return started;
    };
    let models = await startModels();
    const asr = await startService('asr-service', {
      VOXRAIL_NATS_URL: nats.url,
      VOXRAIL_TRITON_ADDRESS: `127.0.0.1:${grpcPort}`,
      ...settings,
    });
    ends.push(async () => asr.stop());
    const bus = await connectMessageBus({ url: nats.url, name: 'test' });
    ends.push(async () => bus.close());
    const control = new ControlClient({ url: nats.url, name: 'test' });
    ends.push(async () => control.close());
    const inference = new InferenceClient({ address: `127.0.0.1:${grpcPort}` });
    ends.push(async () => {
      inference.close();
      return Promise.resolve();
    });
    return {
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
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
