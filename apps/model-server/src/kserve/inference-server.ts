import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type {
  ServerDuplexStream,
  ServerUnaryCall,
  ServiceDefinition,
  UntypedServiceImplementation,
  sendUnaryData,
} from '@grpc/grpc-js';
import type { Clock } from '@voxrail/clock';
import { loadHealthService, loadInferenceService } from '@voxrail/inference';
import type {
  WireInferRequest,
  WireInferResponse,
  WireStreamInferResponse,
} from '@voxrail/inference';

import type { ModelHost } from '../hosting/model-host';
import { stateHandlers } from './state-handlers';
import { InferStreamSession } from './stream-infer';
import { unaryInfer } from './unary-infer';

/** Half a minute of raw audio is 2 MiB; grpc-js would refuse more than 4 MiB unless told. */
const MAX_REQUEST_BYTES = 64 * 1024 * 1024;

/** What is in flight when the server stops gets this long before it is cut. */
const DRAIN_MS = 1000;

/** Triton has them; here the models are what the configuration says from start to end. */
const NOT_OFFERED = [
  'RepositoryModelLoad',
  'RepositoryModelUnload',
  'SystemSharedMemoryStatus',
  'SystemSharedMemoryRegister',
  'SystemSharedMemoryUnregister',
  'CudaSharedMemoryStatus',
  'CudaSharedMemoryRegister',
  'CudaSharedMemoryUnregister',
  'TraceSetting',
  'LogSettings',
];

function notOffered(name: string) {
  return (_call: unknown, reply: sendUnaryData<unknown>): void => {
    reply({ code: status.UNIMPLEMENTED, details: `model-server does not offer ${name}` });
  };
}

function implementation(host: ModelHost): UntypedServiceImplementation {
  return {
    ...stateHandlers(host),
    ModelInfer: (
      call: ServerUnaryCall<WireInferRequest, WireInferResponse>,
      reply: sendUnaryData<WireInferResponse>,
    ) => {
      unaryInfer(host, call, reply);
    },
    ModelStreamInfer: (call: ServerDuplexStream<WireInferRequest, WireStreamInferResponse>) => {
      new InferStreamSession(host, call);
    },
    ...Object.fromEntries(NOT_OFFERED.map((name) => [name, notOffered(name)])),
  };
}

function healthOf(host: ModelHost): UntypedServiceImplementation {
  return {
    Check: (_call: unknown, reply: sendUnaryData<{ status: string }>) => {
      reply(null, { status: host.ready ? 'SERVING' : 'NOT_SERVING' });
    },
  };
}

/** The gRPC service `inference.GRPCInferenceService`, and gRPC's own health service, on one address. */
export class InferenceServer {
  private readonly server = new Server({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_send_message_length': -1,
    // Bookkeeping for a diagnostic service that is not offered.
    'grpc.enable_channelz': 0,
  });

  public constructor(
    host: ModelHost,
    private readonly clock: Clock,
  ) {
    // The service's definition is typed by hand; grpc-js asks for its untyped form.
    const definition = loadInferenceService() as unknown as ServiceDefinition;
    this.server.addService(definition, implementation(host));
    this.server.addService(loadHealthService() as unknown as ServiceDefinition, healthOf(host));
  }

  /** Returns the port, which differs from the one asked for when that was 0. */
  public listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync(
        `${host}:${port}`,
        ServerCredentials.createInsecure(),
        (error, boundPort) => {
          if (error === null) resolve(boundPort);
          else reject(error);
        },
      );
    });
  }

  /** Takes no new calls; those in flight may end within the time to drain. */
  public close(): Promise<void> {
    return new Promise((resolve) => {
      const force = this.clock.schedule(DRAIN_MS, () => {
        this.server.forceShutdown();
      });
      this.server.tryShutdown(() => {
        force.cancel();
        resolve();
      });
    });
  }
}
