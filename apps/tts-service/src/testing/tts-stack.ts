import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { inferencePort, startNatsServer, startService } from '@voxrail/testing';

/** Settings of a model-server that serves nothing else: the others take seconds and memory to load. */
export const SPEECH_MODELS_ONLY = {
  VOXRAIL_MODEL_SILERO_VAD: 'off',
  VOXRAIL_MODEL_PARAKEET_TDT: 'off',
  VOXRAIL_MODEL_QWEN3: 'off',
} as const;

/** A broker, a model-server and a tts-service, each a process of its own. */
export interface TtsStack {
  readonly nats: NatsServer;
  readonly models: ServiceProcess;
  readonly tts: ServiceProcess;
  stop(): Promise<void>;
}

/** Starts them. `models` and `tts` are settings of the two services. */
export async function startTtsStack(
  models: Readonly<Record<string, string>>,
  tts: Readonly<Record<string, string>> = {},
): Promise<TtsStack> {
  const nats = await startNatsServer();
  const started: { stop(): Promise<unknown> }[] = [nats];
  const stop = async (): Promise<void> => {
    for (const part of started.reverse()) await part.stop();
  };
  try {
    const modelServer = await startService('model-server', {
      VOXRAIL_GRPC_PORT: '0',
      ...SPEECH_MODELS_ONLY,
      ...models,
    });
    started.push(modelServer);
    const service = await startService('tts-service', {
      VOXRAIL_NATS_URL: nats.url,
      VOXRAIL_TRITON_ADDRESS: `127.0.0.1:${inferencePort(modelServer)}`,
      ...tts,
    });
    started.push(service);
    return { nats, models: modelServer, tts: service, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
