import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { WireInferRequest, WireStreamInferResponse } from '@voxrail/inference';

import type { HostedModel } from '../hosting/hosted-model';
import type { InferenceJob, InferenceListener } from '../hosting/inference-job';
import type { ModelHost } from '../hosting/model-host';
import { ServingError } from '../hosting/serving-error';
import { grpcStatusOf, servingErrorOf } from './grpc-status';
import { parseRequest } from './parsed-request';
import type { ParsedRequest } from './parsed-request';
import { encodeResponse, finalFlag } from './response-encoding';
import { ResponseOrder } from './response-order';
import type { ResponseSlot } from './response-order';

export type StreamCall = ServerDuplexStream<WireInferRequest, WireStreamInferResponse>;

/** Responses that a client has not read. Twice what the longest answer of any model of ours has: a token each, of 8,192. */
const MAX_UNREAD_RESPONSES = 16_384;

/** ModelStreamInfer: any number of requests, of decoupled models and others, on one gRPC stream. */
export class InferStreamSession {
  private readonly jobs = new Set<InferenceJob>();
  private readonly order: ResponseOrder<WireStreamInferResponse>;
  /** An error of a model ends the stream with its status, instead of standing in a response. */
  private readonly errorsEndStream: boolean;
  private openRequests = 0;
  private halfClosed = false;
  private ended = false;

  /** Takes the call over. */
  public constructor(
    private readonly host: ModelHost,
    private readonly call: StreamCall,
  ) {
    this.errorsEndStream = call.metadata.get('triton_grpc_error')[0] === 'true';
    this.order = new ResponseOrder((response) => {
      this.write(response);
    });
    call.on('data', (request: WireInferRequest) => {
      this.accept(request);
    });
    call.on('end', () => {
      this.halfClosed = true;
      this.endWhenDone();
    });
    call.on('cancelled', () => {
      this.abandon();
    });
  }

  private accept(request: WireInferRequest): void {
    if (this.ended) return;
    this.openRequests += 1;
    let slot: ResponseSlot<WireStreamInferResponse> | undefined;
    try {
      const model = this.host.get(request.model_name, request.model_version);
      // Also what is refused takes its turn: that is how Triton answers.
      if (!model.definition.decoupled) slot = this.order.reserve();
      this.start(model, parseRequest(model, request), slot);
    } catch (error) {
      this.refuse(request.id ?? '', servingErrorOf(error), slot);
    }
  }

  private start(
    model: HostedModel,
    parsed: ParsedRequest,
    slot: ResponseSlot<WireStreamInferResponse> | undefined,
  ): void {
    const listener =
      slot === undefined
        ? this.decoupledListener(model, parsed)
        : this.orderedListener(model, parsed, slot);
    const job = model.infer(parsed.engineRequest, listener);
    this.jobs.add(job);
    job.whenSettled(() => {
      this.jobs.delete(job);
    });
  }

  private decoupledListener(model: HostedModel, parsed: ParsedRequest): InferenceListener {
    const { definition } = model;
    const { id } = parsed.engineRequest;
    return {
      onResponse: (outputs) => {
        const response = encodeResponse(definition, id, parsed.wantedOutputs, outputs);
        this.write({ infer_response: { ...response, parameters: finalFlag(false) } });
      },
      onDone: () => {
        if (parsed.emptyFinalResponse) this.write(emptyFinal(definition.name, parsed));
        this.requestEnded();
      },
      onFailed: (error) => {
        this.failed(emptyFinal(definition.name, parsed), error, undefined);
      },
    };
  }

  private orderedListener(
    model: HostedModel,
    parsed: ParsedRequest,
    slot: ResponseSlot<WireStreamInferResponse>,
  ): InferenceListener {
    const { definition } = model;
    const { id } = parsed.engineRequest;
    return {
      onResponse: (outputs) => {
        const response = encodeResponse(definition, id, parsed.wantedOutputs, outputs);
        slot.fill({ infer_response: { ...response, parameters: finalFlag(true) } });
      },
      onDone: () => {
        if (slot.filled) this.requestEnded();
        else this.failed(emptyFinal(definition.name, parsed), noResponse(), slot);
      },
      onFailed: (error) => {
        this.failed(emptyFinal(definition.name, parsed), error, slot);
      },
    };
  }

  /**
   * Before a model had it: the response carries the id and nothing else, not even the final flag, and
   * the stream goes on, also one that asked for status codes. So does Triton (2.51).
   */
  private refuse(
    id: string,
    error: ServingError,
    slot: ResponseSlot<WireStreamInferResponse> | undefined,
  ): void {
    this.tell({ error_message: error.message, infer_response: { id } }, slot);
  }

  /** While a model had it. */
  private failed(
    final: WireStreamInferResponse,
    error: ServingError,
    slot: ResponseSlot<WireStreamInferResponse> | undefined,
  ): void {
    if (this.errorsEndStream) this.endWith(error);
    else this.tell({ error_message: error.message, ...final }, slot);
  }

  private tell(
    response: WireStreamInferResponse,
    slot: ResponseSlot<WireStreamInferResponse> | undefined,
  ): void {
    if (slot === undefined) this.write(response);
    else slot.fill(response);
    this.requestEnded();
  }

  private requestEnded(): void {
    this.openRequests -= 1;
    this.endWhenDone();
  }

  private endWhenDone(): void {
    if (this.ended || !this.halfClosed || this.openRequests > 0) return;
    this.ended = true;
    this.call.end();
  }

  private write(response: WireStreamInferResponse): void {
    if (this.ended) return;
    this.call.write(response);
    if (this.call.writableLength > MAX_UNREAD_RESPONSES) {
      this.endWith(new ServingError('RESOURCE_EXHAUSTED', 'responses are not being read'));
    }
  }

  private endWith(error: ServingError): void {
    if (this.ended) return;
    this.abandon();
    this.call.emit('error', grpcStatusOf(error));
  }

  /** The client hears nothing more; what runs for it is cancelled. */
  private abandon(): void {
    this.ended = true;
    for (const job of [...this.jobs]) job.cancel();
  }
}

/** Its version is the one that was asked for, if any was: that is how Triton tells it. */
function emptyFinal(model: string, parsed: ParsedRequest): WireStreamInferResponse {
  return {
    infer_response: {
      model_name: model,
      model_version: parsed.wantedVersion,
      id: parsed.engineRequest.id,
      parameters: finalFlag(true),
    },
  };
}

function noResponse(): ServingError {
  return new ServingError('INTERNAL', 'the model gave no response');
}
