import { join } from 'node:path';

import type { MethodDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

import type {
  WireEmpty,
  WireInferRequest,
  WireInferResponse,
  WireModelConfig,
  WireModelIndex,
  WireModelMetadata,
  WireModelName,
  WireModelStatistics,
  WireServerMetadata,
  WireStreamInferResponse,
} from './messages';

/** `inference.GRPCInferenceService`, as far as we call or serve it. The rest is there, untyped. */
export interface InferenceServiceDefinition {
  readonly ServerLive: MethodDefinition<WireEmpty, { readonly live: boolean }>;
  readonly ServerReady: MethodDefinition<WireEmpty, { readonly ready: boolean }>;
  readonly ModelReady: MethodDefinition<WireModelName, { readonly ready: boolean }>;
  readonly ServerMetadata: MethodDefinition<WireEmpty, WireServerMetadata>;
  readonly ModelMetadata: MethodDefinition<WireModelName, WireModelMetadata>;
  readonly ModelConfig: MethodDefinition<
    WireModelName,
    { readonly config: WireModelConfig | null }
  >;
  readonly ModelInfer: MethodDefinition<WireInferRequest, WireInferResponse>;
  readonly ModelStreamInfer: MethodDefinition<WireInferRequest, WireStreamInferResponse>;
  readonly RepositoryIndex: MethodDefinition<
    { readonly repository_name?: string; readonly ready?: boolean },
    { readonly models: readonly WireModelIndex[] }
  >;
  readonly ModelStatistics: MethodDefinition<
    WireModelName,
    { readonly model_stats: readonly WireModelStatistics[] }
  >;
}

// The same relation holds in the sources and in the built tree, where assets are copied along.
const PROTO_FOLDER = join(__dirname, '..', '..', 'proto');

/** `grpc.health.v1.Health`, which orchestrators and load balancers ask. */
export interface HealthServiceDefinition {
  readonly Check: MethodDefinition<
    { readonly service?: string },
    { readonly status: 'SERVING' | 'NOT_SERVING' }
  >;
}

let loaded: InferenceServiceDefinition | undefined;

/** Loads Triton's proto files on the first call (about 100 ms). Throws when they are not beside the code. */
export function loadInferenceService(): InferenceServiceDefinition {
  loaded ??= loadService(
    'grpc_service.proto',
    'inference.GRPCInferenceService',
  ) as InferenceServiceDefinition;
  return loaded;
}

/** Reads the proto file on every call: a server needs it once. */
export function loadHealthService(): HealthServiceDefinition {
  return loadService('health.proto', 'grpc.health.v1.Health') as HealthServiceDefinition;
}

/** Its type is a statement about the proto file that no compiler can check. */
function loadService(file: string, name: string): unknown {
  const definitions = loadSync(file, {
    includeDirs: [PROTO_FOLDER],
    keepCase: true,
    // A sequence id may use all 64 bits.
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const service = definitions[name];
  if (service === undefined) throw new Error(`${file} does not define ${name}`);
  return service;
}
