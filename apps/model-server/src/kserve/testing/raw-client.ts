import { once } from 'node:events';

import { Client, Metadata, credentials, status } from '@grpc/grpc-js';
import type { ClientDuplexStream, MethodDefinition, ServiceError } from '@grpc/grpc-js';
import { loadHealthService, loadInferenceService } from '@voxrail/inference';
import type {
  InferenceServiceDefinition,
  WireInferRequest,
  WireInferResponse,
  WireStreamInferResponse,
} from '@voxrail/inference';

/** Longer than two requests that occupy a model one after the other. */
const DEADLINE_MS = 10_000;

/** How a call ended: the name of its gRPC status and the server's words. */
export interface CallStatus {
  readonly code: string;
  readonly details: string;
}

/** What a stream gave, in order, and how it ended. */
export interface StreamTranscript {
  readonly messages: readonly WireStreamInferResponse[];
  readonly status: CallStatus;
}

export type RawStream = ClientDuplexStream<WireInferRequest, WireStreamInferResponse>;

function statusOf(error: ServiceError | null): CallStatus {
  if (error === null) return { code: 'OK', details: '' };
  return { code: status[error.code], details: error.details };
}

function deadline(ms = DEADLINE_MS): Date {
  return new Date(Date.now() + ms);
}

/** Sends what `InferenceClient` never would: for tests of a server's rules, against any address. */
export class RawClient {
  private readonly service = loadInferenceService();
  private readonly client: Client;

  public constructor(address: string) {
    this.client = new Client(address, credentials.createInsecure());
  }

  public infer(
    request: WireInferRequest,
  ): Promise<{ status: CallStatus; response: WireInferResponse | undefined }> {
    return this.unary('ModelInfer', request) as Promise<{
      status: CallStatus;
      response: WireInferResponse | undefined;
    }>;
  }

  /** Any call of the service, by name. */
  public unary(
    name: keyof InferenceServiceDefinition | 'RepositoryModelLoad',
    request: unknown,
  ): Promise<{ status: CallStatus; response: unknown }> {
    const methods = this.service as unknown as Record<string, MethodDefinition<unknown, unknown>>;
    const method = methods[name];
    if (method === undefined) throw new Error(`the service has no ${name}`);
    return this.call(method, request);
  }

  /** gRPC's own health service. */
  public health(): Promise<{ status: CallStatus; response: unknown }> {
    return this.call(loadHealthService().Check, { service: '' });
  }

  public openStream(
    headers: Readonly<Record<string, string>> = {},
    deadlineMs = DEADLINE_MS,
  ): RawStream {
    const method = this.service.ModelStreamInfer;
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return this.client.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      metadata,
      { deadline: deadline(deadlineMs) },
    );
  }

  /**
   * `converse`, but each request follows the answer to the one before. Triton 2.51 may abort where it
   * answers one request of a stream while it refuses another.
   */
  public async converseInTurn(
    requests: readonly WireInferRequest[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StreamTranscript> {
    const stream = this.openStream(headers);
    const messages: WireStreamInferResponse[] = [];
    let failure: ServiceError | null = null;
    stream.on('error', (error: ServiceError) => {
      failure = error;
    });
    for (const request of requests) {
      stream.write(request);
      messages.push(...((await once(stream, 'data')) as [WireStreamInferResponse]));
    }
    stream.end();
    await once(stream, 'end');
    return { messages, status: statusOf(failure) };
  }

  /** Sends the requests, half-closes, and gathers everything until the stream has ended. */
  public converse(
    requests: readonly WireInferRequest[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StreamTranscript> {
    const stream = this.openStream(headers);
    const messages: WireStreamInferResponse[] = [];
    const ended = new Promise<StreamTranscript>((resolve) => {
      stream.on('data', (message: WireStreamInferResponse) => messages.push(message));
      stream.on('error', (error: ServiceError) => {
        resolve({ messages, status: statusOf(error) });
      });
      stream.on('end', () => {
        resolve({ messages, status: statusOf(null) });
      });
    });
    for (const request of requests) stream.write(request);
    stream.end();
    return ended;
  }

  public close(): void {
    this.client.close();
  }

  private call<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
  ): Promise<{ status: CallStatus; response: Response | undefined }> {
    return new Promise((resolve) => {
      this.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        { deadline: deadline() },
        (error, response) => {
          resolve({ status: statusOf(error), response });
        },
      );
    });
  }
}
