import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { freePort, startNatsServer, startService } from '@voxrail/testing';

/** Engines without latency that answer anything, and call a tool when one is offered. */
const MODELS = {
  VOXRAIL_MODELS: 'synthetic',
  VOXRAIL_MODEL_COSYVOICE2: 'off',
  VOXRAIL_SYNTHETIC_LLM_CALL_TOOLS: '1',
};

/** A whole Voxrail with synthetic engines, each part a process of its own; two workers speak. */
export interface GatewayStack {
  readonly nats: NatsServer;
  readonly gateway: ServiceProcess;
  readonly asr: ServiceProcess;
  readonly llm: ServiceProcess;
  readonly tts: readonly ServiceProcess[];
  stop(): Promise<void>;
}

/** @param gatewayEnv settings of the gateway beside the addresses of the others */
export async function startGatewayStack(
  gatewayEnv: Readonly<Record<string, string>> = {},
): Promise<GatewayStack> {
  const nats = await startNatsServer();
  const grpcPort = String(await freePort());
  const models = await startService('model-server', { VOXRAIL_GRPC_PORT: grpcPort, ...MODELS });
  const env = {
    VOXRAIL_NATS_URL: nats.url,
    VOXRAIL_TRITON_ADDRESS: `127.0.0.1:${grpcPort}`,
  };
  const [asr, llm, ttsOne, ttsOther, gateway] = await Promise.all([
    startService('asr-service', env),
    startService('llm-service', env),
    startService('tts-service', env),
    startService('tts-service', env),
    startService('gateway', { ...env, ...gatewayEnv }),
  ]);
  const tts = [ttsOne, ttsOther];
  return {
    nats,
    gateway,
    asr,
    llm,
    tts,
    stop: async () => {
      await Promise.all([gateway, asr, llm, ...tts].map(async (service) => service.stop()));
      await models.stop();
      await nats.stop();
    },
  };
}

/** Sessions that the service holds. */
export async function sessionsOf(service: ServiceProcess): Promise<number> {
  const { body } = await service.get('/health');
  return (JSON.parse(body) as { active_sessions: number }).active_sessions;
}
