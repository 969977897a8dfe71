import type { ServerUnaryCall, handleUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type {
  WireEmpty,
  WireModelConfig,
  WireModelIndex,
  WireModelMetadata,
  WireModelName,
  WireModelStatistics,
  WireServerMetadata,
} from '@voxrail/inference';

import type { HostedModel } from '../hosting/hosted-model';
import type { ModelHost } from '../hosting/model-host';
import { ServingError } from '../hosting/serving-error';
import { grpcStatusOf, servingErrorOf } from './grpc-status';
import { describeConfig, describeIndex, describeMetadata } from './model-description';
import { encodeStatistics } from './statistics-encoding';

/** Parts of the protocol beyond its core that this server speaks. */
const EXTENSIONS = [
  'sequence',
  'sequence(string_id)',
  'model_configuration',
  'binary_tensor_data',
  'parameters',
  'statistics',
];

const SERVER: WireServerMetadata = {
  name: 'voxrail-model-server',
  version: '0.1.0',
  extensions: EXTENSIONS,
};

type Answer<Request, Response> = (request: Request) => Response;

/** A call that is answered at once. */
function unary<Request, Response>(
  answer: Answer<Request, Response>,
): handleUnaryCall<Request, Response> {
  return (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>) => {
    try {
      reply(null, answer(call.request));
    } catch (error) {
      reply(grpcStatusOf(servingErrorOf(error)));
    }
  };
}

/** A model that is not there is not ready, which is no error. */
function modelReady(host: ModelHost, { name, version }: WireModelName): boolean {
  try {
    return host.get(name, version).state === 'READY';
  } catch (error) {
    if (error instanceof ServingError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

/** Triton has another code and other words for an unknown model here. */
function withStatistics(host: ModelHost, name: string, version: string | undefined): HostedModel {
  try {
    return host.get(name, version);
  } catch (cause) {
    if (!(cause instanceof ServingError) || cause.code !== 'NOT_FOUND') throw cause;
    throw new ServingError('INVALID_ARGUMENT', `requested model '${name}' is not available`, {
      cause,
    });
  }
}

export interface StateHandlers {
  readonly ServerLive: handleUnaryCall<WireEmpty, { live: boolean }>;
  readonly ServerReady: handleUnaryCall<WireEmpty, { ready: boolean }>;
  readonly ModelReady: handleUnaryCall<WireModelName, { ready: boolean }>;
  readonly ServerMetadata: handleUnaryCall<WireEmpty, WireServerMetadata>;
  readonly ModelMetadata: handleUnaryCall<WireModelName, WireModelMetadata>;
  readonly ModelConfig: handleUnaryCall<WireModelName, { config: WireModelConfig }>;
  readonly ModelStatistics: handleUnaryCall<WireModelName, { model_stats: WireModelStatistics[] }>;
  readonly RepositoryIndex: handleUnaryCall<{ ready?: boolean }, { models: WireModelIndex[] }>;
}

/** What can be asked about the server and its models. */
export function stateHandlers(host: ModelHost): StateHandlers {
  return {
    ServerLive: unary(() => ({ live: true })),
    ServerReady: unary(() => ({ ready: host.ready })),
    ModelReady: unary((request) => ({ ready: modelReady(host, request) })),
    ServerMetadata: unary(() => SERVER),
    ModelMetadata: unary(({ name, version }) =>
      describeMetadata(host.get(name, version).definition),
    ),
    ModelConfig: unary(({ name, version }) => ({
      config: describeConfig(host.get(name, version).definition),
    })),
    ModelStatistics: unary(({ name, version }) => ({
      model_stats: (name === '' ? host.models : [withStatistics(host, name, version)]).map(
        encodeStatistics,
      ),
    })),
    RepositoryIndex: unary(({ ready }) => ({
      models: host.models
        .filter((model) => ready !== true || model.state === 'READY')
        .map(describeIndex),
    })),
  };
}
