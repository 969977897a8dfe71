import { randomUUID } from 'node:crypto';

import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';

import { fromServiceError } from './grpc-error';
import type { InferRequest, InferStreamResult } from './infer-request';
import { InferenceError } from './inference-error';
import { fromErrorMessage } from './told-error';
import type { WireInferRequest, WireStreamInferResponse } from './wire/messages';
import { encodeStreamRequest } from './wire/request-encoding';
import { decodeStreamResponse } from './wire/response-decoding';

/**
 * What a stream tells its opener. Responses come in order; then exactly one of `onError` and `onEnd`,
 * unless `cancel()` came first: nothing is called after that.
 */
export interface InferStreamHandlers {
  /** The last one has `final` set and may have no outputs. */
  onResponse(response: InferStreamResult): void;
  /** The request failed, or the stream did before a request was sent. */
  onError(error: InferenceError): void;
  /** The final response has been given. */
  onEnd(): void;
}

export type InferCall = ClientDuplexStream<WireInferRequest, WireStreamInferResponse>;

/**
 * One `ModelStreamInfer` call that carries one request: gRPC can only cancel a whole stream, so what
 * is to be cancelled by itself needs a stream by itself. It is open before the request is there.
 */
export class InferStream {
  private state: 'waiting' | 'sent' | 'settled' = 'waiting';

  /** Takes the call over. `onReset`: it was given up by us while the server had a request of it. */
  public constructor(
    private readonly call: InferCall,
    private readonly handlers: InferStreamHandlers,
    private readonly onReset: () => void,
  ) {
    call.on('data', (message: WireStreamInferResponse) => {
      this.receive(message);
    });
    call.on('error', (error: ServiceError) => {
      this.fail(fromServiceError(error));
    });
    call.on('end', () => {
      // The usual end; an error costs a stack trace, and this is every stream's last event.
      if (this.state === 'settled') return;
      this.fail(new InferenceError('ABORTED', 'the stream ended before the final response'));
    });
  }

  /** Whether no more handler will be called. */
  public get settled(): boolean {
    return this.state === 'settled';
  }

  /**
   * Sends the stream's only request; a second one is an Error. Does nothing on a stream that was
   * cancelled or has failed (its `onError` has been called).
   */
  public send(request: InferRequest): void {
    if (this.state === 'settled') return;
    if (this.state === 'sent') throw new Error('an inference stream carries one request');
    this.state = 'sent';
    this.call.write(encodeStreamRequest(request, request.id ?? randomUUID()));
    // Half-close is not cancel: the server finishes the request and then ends the stream itself.
    this.call.end();
  }

  /** The server stops working on the request as soon as its model looks. Harmless when repeated or late. */
  public cancel(): void {
    const before = this.state;
    if (before === 'settled') return;
    this.state = 'settled';
    // Nothing was asked: the server ends the stream by itself, and no reset is counted against us.
    if (before === 'waiting') this.call.end();
    else this.reset();
  }

  private reset(): void {
    this.call.cancel();
    this.onReset();
  }

  private receive(message: WireStreamInferResponse): void {
    if (this.state === 'settled') return;
    if (message.error_message !== undefined && message.error_message !== '') {
      this.abandon(fromErrorMessage(message.error_message));
      return;
    }
    let response: InferStreamResult;
    try {
      response = decodeStreamResponse(message.infer_response ?? {});
    } catch (error) {
      this.abandon(error);
      return;
    }
    if (!response.final) {
      this.handlers.onResponse(response);
      return;
    }
    this.state = 'settled';
    this.handlers.onResponse(response);
    this.handlers.onEnd();
  }

  /** For failures that the call itself does not know of: it must be closed, too. */
  private abandon(error: unknown): void {
    this.fail(
      error instanceof InferenceError
        ? error
        : new InferenceError('INTERNAL', 'the response cannot be read', { cause: error }),
    );
    this.reset();
  }

  private fail(error: InferenceError): void {
    if (this.state === 'settled') return;
    this.state = 'settled';
    this.handlers.onError(error);
  }
}
