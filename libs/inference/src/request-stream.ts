import type { Clock, Timer } from '@voxrail/clock';
import type { ServiceError } from '@grpc/grpc-js';

import { fromServiceError } from './grpc-error';
import type { InferCall } from './infer-stream';
import type { InferRequest, InferResult } from './infer-request';
import { InferenceError } from './inference-error';
import { fromErrorMessage } from './told-error';
import type { WireStreamInferResponse } from './wire/messages';
import { encodeRequest } from './wire/request-encoding';
import { decodeResponse } from './wire/response-decoding';

interface UnansweredRequest {
  readonly resolve: (result: InferResult) => void;
  readonly reject: (error: InferenceError) => void;
  readonly deadline: Timer;
}

/**
 * One `ModelStreamInfer` call that carries many requests, one after another, of models that answer
 * each request once. A unary call costs its two ends some 4 ms of processor time on a small machine,
 * most of it for headers and trailers; a request on a stream that is open costs half of that.
 * All requests go to the same server, which is what a sequence needs.
 *
 * The first failure ends the stream, and with it every request that has no answer yet.
 */
export class RequestStream {
  private readonly unanswered = new Map<string, UnansweredRequest>();
  private state: 'open' | 'ending' | 'over' = 'open';
  private lastId = 0;

  /** Takes the call over. `onReset`: it was given up by us while the server had a request of it. */
  public constructor(
    private readonly call: InferCall,
    private readonly clock: Clock,
    private readonly onReset: () => void,
  ) {
    call.on('data', (message: WireStreamInferResponse) => {
      this.receive(message);
    });
    call.on('error', (error: ServiceError) => {
      this.fail(fromServiceError(error));
    });
    call.on('end', () => {
      this.fail(new InferenceError('ABORTED', 'the stream ended before the answer'));
    });
  }

  /** Whether a request may be made: not after `end`, nor after a failure. */
  public get open(): boolean {
    return this.state === 'open';
  }

  /** Rejects with an `InferenceError`; without an answer in time, with DEADLINE_EXCEEDED. */
  public infer(request: InferRequest, deadlineMs: number): Promise<InferResult> {
    if (this.state !== 'open') {
      return Promise.reject(new InferenceError('ABORTED', 'the stream is closed'));
    }
    const id = String(++this.lastId);
    return new Promise((resolve, reject) => {
      const deadline = this.clock.schedule(deadlineMs, () => {
        this.giveUp(new InferenceError('DEADLINE_EXCEEDED', 'no answer in time'));
      });
      this.unanswered.set(id, { resolve, reject, deadline });
      this.call.write(encodeRequest({ ...request, id }));
    });
  }

  /** No request will follow; those under way are answered. Again, or after a failure, it does nothing. */
  public end(): void {
    if (this.state !== 'open') return;
    this.state = 'ending';
    this.call.end();
  }

  private receive(message: WireStreamInferResponse): void {
    if (this.state === 'over') return;
    const { error_message: text } = message;
    if (text !== undefined && text !== '') {
      this.giveUp(fromErrorMessage(text));
      return;
    }
    try {
      this.answer(message.infer_response?.id ?? '', decodeResponse(message.infer_response ?? {}));
    } catch (error) {
      this.giveUp(
        error instanceof InferenceError
          ? error
          : new InferenceError('INTERNAL', 'the response cannot be read', { cause: error }),
      );
    }
  }

  private answer(id: string, result: InferResult): void {
    const request = this.unanswered.get(id);
    if (request === undefined) return;
    this.unanswered.delete(id);
    request.deadline.cancel();
    request.resolve(result);
  }

  /** For failures that the call itself does not know of: it must be closed, too. */
  private giveUp(error: InferenceError): void {
    this.fail(error);
    this.call.cancel();
    this.onReset();
  }

  private fail(error: InferenceError): void {
    if (this.state === 'over') return;
    this.state = 'over';
    for (const { reject, deadline } of this.unanswered.values()) {
      deadline.cancel();
      reject(error);
    }
    this.unanswered.clear();
  }
}
