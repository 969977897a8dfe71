import { Metadata, status } from '@grpc/grpc-js';
import type { MethodDefinition, ServiceError } from '@grpc/grpc-js';
import type { Clock } from '@voxrail/clock';
import { childTraceparent } from '@voxrail/observability';

import { fromServiceError } from './grpc-error';
import { InferStream } from './infer-stream';
import type { InferCall, InferStreamHandlers } from './infer-stream';
import type { InferRequest, InferResult } from './infer-request';
import { InferenceError } from './inference-error';
import { describeParameters } from './model-parameters';
import type { ModelParameters } from './model-parameters';
import { RenewedConnection } from './renewed-connection';
import { RequestStream } from './request-stream';
import { describeIndexEntry, describeModel, describeStatistics } from './server-description';
import type {
  ModelDescription,
  ModelIndexEntry,
  ModelStatisticsEntry,
  ServerDescription,
} from './server-description';
import { encodeRequest } from './wire/request-encoding';
import { decodeResponse } from './wire/response-decoding';
import { loadInferenceService } from './wire/service';

/** Enough for a question about state; a server that needs longer is not well. */
const DEFAULT_STATE_DEADLINE_MS = 1000;

/** Nothing of ours takes longer; it only keeps a stream that everyone forgot from living for ever. */
const DEFAULT_STREAM_DEADLINE_MS = 10 * 60 * 1000;

export interface InferenceClientOptions {
  /** `host:port` of Triton's, or model-server's, gRPC port. */
  readonly address: string;
}

export interface InferOptions {
  readonly deadlineMs: number;
  /** Aborting cancels the call, which then rejects with CANCELLED. */
  readonly signal?: AbortSignal;
  /** W3C Trace Context of the order that the call belongs to. */
  readonly traceparent?: string;
}

export interface StreamCallOptions {
  readonly traceparent?: string;
  /** For the whole life of the stream, waiting for its requests included. Ten minutes when absent. */
  readonly deadlineMs?: number;
}

export interface OpenStreamOptions extends InferStreamHandlers, StreamCallOptions {}

function deadline(ms: number): Date {
  return new Date(Date.now() + ms);
}

/** Each call is a span of its own in the trace of its order; the server's spans are its children. */
function metadataOf(traceparent: string | undefined): Metadata {
  const metadata = new Metadata();
  if (traceparent !== undefined) metadata.set('traceparent', childTraceparent(traceparent));
  return metadata;
}

/** Whether it was our end that gave the call up. */
function wasReset(error: ServiceError): boolean {
  return error.code === status.CANCELLED || error.code === status.DEADLINE_EXCEEDED;
}

/**
 * Speaks Triton's gRPC protocol to one server. All methods reject with, or hand over, an
 * `InferenceError`. Nothing is retried: `retryable` says whether the caller may.
 */
export class InferenceClient {
  private readonly service = loadInferenceService();
  private readonly connection: RenewedConnection;

  public constructor(options: InferenceClientOptions) {
    this.connection = new RenewedConnection(options.address);
  }

  /** Resolves when the connection stands; rejects with DEADLINE_EXCEEDED. The first call connects by itself, too. */
  public connect(deadlineMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.connection.current.waitForReady(deadline(deadlineMs), (error) => {
        if (error === undefined) resolve();
        else reject(new InferenceError('DEADLINE_EXCEEDED', 'not connected', { cause: error }));
      });
    });
  }

  /** One request, one answer. Models that are decoupled answer UNIMPLEMENTED: use `openStream`. */
  public async infer(request: InferRequest, options: InferOptions): Promise<InferResult> {
    return decodeResponse(
      await this.unary(this.service.ModelInfer, encodeRequest(request), options),
    );
  }

  /**
   * Opens a stream for one request and sends its header at once, so that the connection and the server
   * are prepared when the request follows.
   */
  public openStream(options: OpenStreamOptions): InferStream {
    const header = metadataOf(options.traceparent);
    // A failure of the model ends the stream with its status code, instead of a text in an answer.
    header.set('triton_grpc_error', 'true');
    return new InferStream(this.streamCall(header, options), options, () => {
      this.connection.countReset();
    });
  }

  /**
   * Opens a stream for many requests of models that are not decoupled, as a cheaper way than `infer`
   * for requests that follow each other. `clock` is for their deadlines. It does not ask for status
   * codes: Triton 2.51 aborts where it ends a stream with one while another request of it runs.
   */
  public openRequestStream(clock: Clock, options: StreamCallOptions = {}): RequestStream {
    const header = metadataOf(options.traceparent);
    return new RequestStream(this.streamCall(header, options), clock, () => {
      this.connection.countReset();
    });
  }

  public async serverLive(deadlineMs = DEFAULT_STATE_DEADLINE_MS): Promise<boolean> {
    return (await this.unary(this.service.ServerLive, {}, { deadlineMs })).live;
  }

  /** Whether the server answers calls and, unless it was told otherwise, all of its models are ready. */
  public async serverReady(deadlineMs = DEFAULT_STATE_DEADLINE_MS): Promise<boolean> {
    return (await this.unary(this.service.ServerReady, {}, { deadlineMs })).ready;
  }

  /** False also for a model that the server does not have. */
  public async modelReady(model: string, deadlineMs = DEFAULT_STATE_DEADLINE_MS): Promise<boolean> {
    return (await this.unary(this.service.ModelReady, { name: model }, { deadlineMs })).ready;
  }

  public async serverMetadata(deadlineMs = DEFAULT_STATE_DEADLINE_MS): Promise<ServerDescription> {
    return this.unary(this.service.ServerMetadata, {}, { deadlineMs });
  }

  public async modelMetadata(
    model: string,
    deadlineMs = DEFAULT_STATE_DEADLINE_MS,
  ): Promise<ModelDescription> {
    return describeModel(
      await this.unary(this.service.ModelMetadata, { name: model }, { deadlineMs }),
    );
  }

  /** `parameters` of the model's configuration; the values are text. */
  public async modelParameters(
    model: string,
    deadlineMs = DEFAULT_STATE_DEADLINE_MS,
  ): Promise<ModelParameters> {
    return describeParameters(
      await this.unary(this.service.ModelConfig, { name: model }, { deadlineMs }),
    );
  }

  public async repositoryIndex(deadlineMs = DEFAULT_STATE_DEADLINE_MS): Promise<ModelIndexEntry[]> {
    const index = await this.unary(this.service.RepositoryIndex, {}, { deadlineMs });
    return index.models.map(describeIndexEntry);
  }

  /** Of all models when `model` is absent. */
  public async modelStatistics(
    model?: string,
    deadlineMs = DEFAULT_STATE_DEADLINE_MS,
  ): Promise<ModelStatisticsEntry[]> {
    const request = { name: model ?? '' };
    const answer = await this.unary(this.service.ModelStatistics, request, { deadlineMs });
    return answer.model_stats.map(describeStatistics);
  }

  /** No call may begin afterwards; those in flight go on to their end. */
  public close(): void {
    this.connection.close();
  }

  private streamCall(header: Metadata, options: StreamCallOptions): InferCall {
    const method = this.service.ModelStreamInfer;
    return this.connection.current.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      header,
      { deadline: deadline(options.deadlineMs ?? DEFAULT_STREAM_DEADLINE_MS) },
    );
  }

  private unary<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    options: InferOptions,
  ): Promise<Response> {
    const { signal } = options;
    if (signal?.aborted === true) {
      return Promise.reject(new InferenceError('CANCELLED', 'aborted before the call'));
    }
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        call.cancel();
      };
      const call = this.connection.current.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        metadataOf(options.traceparent),
        { deadline: deadline(options.deadlineMs) },
        (error, response) => {
          signal?.removeEventListener('abort', cancel);
          if (error !== null) {
            if (wasReset(error)) this.connection.countReset();
            reject(fromServiceError(error));
          } else if (response !== undefined) resolve(response);
        },
      );
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }
}
