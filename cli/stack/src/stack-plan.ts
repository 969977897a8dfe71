import type { ModelProfile } from './stack-options';

/** The ports of a stack on one machine. Replica n of a service has its internal port plus 10 n. */
export interface StackPorts {
  readonly gateway: number;
  readonly nats: number;
  /** Where the broker tells of its connections and subscriptions; absent: nowhere. */
  readonly natsMonitor?: number;
  readonly models: number;
  readonly internal: Readonly<Record<ServiceName, number>>;
}

export type ServiceName =
  'gateway' | 'asr-service' | 'llm-service' | 'tts-service' | 'model-server';

/**
 * NATS has a port of our own and not 4222: Debian's package starts a broker there by itself.
 */
export const DEFAULT_PORTS: StackPorts = {
  gateway: 3000,
  nats: 4322,
  models: 8001,
  internal: {
    gateway: 9464,
    'asr-service': 9465,
    'llm-service': 9466,
    'tts-service': 9467,
    'model-server': 9468,
  },
};

/** Between the internal ports of two replicas of a service. */
export const INTERNAL_PORT_STEP = 10;

const RAILS = ['asr-service', 'llm-service', 'tts-service'] as const;

/** One process of the stack. */
export interface ServicePlan {
  /** Unique, for people: the service's name, with a number where there are several. */
  readonly title: string;
  readonly service: ServiceName;
  readonly internalPort: number;
  /** Every port it will listen on, to be free before anything starts. */
  readonly ports: readonly number[];
  readonly env: Readonly<Record<string, string>>;
}

interface Sizes {
  readonly replicas: number;
  readonly models: ModelProfile;
  /** `host:port` of a Triton that serves the models; absent: model-server does, as one of the processes. */
  readonly triton?: string;
}

function planOf(
  service: ServiceName,
  replica: number,
  sizes: Sizes,
  ports: StackPorts,
): ServicePlan {
  const internalPort = ports.internal[service] + replica * INTERNAL_PORT_STEP;
  const env: Record<string, string> = {
    VOXRAIL_NATS_URL: `nats://127.0.0.1:${ports.nats}`,
    VOXRAIL_TRITON_ADDRESS: sizes.triton ?? `127.0.0.1:${ports.models}`,
    VOXRAIL_INTERNAL_PORT: String(internalPort),
  };
  const listening = [internalPort];
  if (service === 'gateway') {
    env['VOXRAIL_PORT'] = String(ports.gateway + replica);
    listening.push(ports.gateway + replica);
  }
  if (service === 'model-server') {
    env['VOXRAIL_GRPC_PORT'] = String(ports.models);
    env['VOXRAIL_MODELS'] = sizes.models;
    listening.push(ports.models);
  }
  const several = sizes.replicas > 1 && service !== 'model-server';
  const title = several ? `${service} ${replica + 1}` : service;
  return { title, service, internalPort, ports: listening, env };
}

/** Every process of a stack but NATS, in the order in which they are started. */
export function planStack(sizes: Sizes, ports: StackPorts): readonly ServicePlan[] {
  const replicas = Array.from({ length: sizes.replicas }, (_, index) => index);
  return [
    ...(sizes.triton === undefined ? [planOf('model-server', 0, sizes, ports)] : []),
    ...RAILS.flatMap((rail) => replicas.map((replica) => planOf(rail, replica, sizes, ports))),
    ...replicas.map((replica) => planOf('gateway', replica, sizes, ports)),
  ];
}
