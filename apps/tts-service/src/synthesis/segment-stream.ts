import type {
  InferenceClient,
  InferRequest,
  InferStream,
  InferStreamHandlers,
} from '@voxrail/inference';
import { InferenceError } from '@voxrail/inference';

/** What opens streams to the inference server. */
export interface SynthesisStreams {
  openStream(
    options: Parameters<InferenceClient['openStream']>[0],
  ): Pick<InferStream, 'send' | 'cancel'>;
}

/** A stream that is opened before it is known what it will carry. */
export class SegmentStream {
  private readonly stream: Pick<InferStream, 'send' | 'cancel'> | undefined;
  private handlers: InferStreamHandlers | undefined;
  private failure: InferenceError | undefined;

  public constructor(streams: SynthesisStreams, traceparent: string) {
    try {
      this.stream = streams.openStream({
        traceparent,
        onResponse: (response) => this.handlers?.onResponse(response),
        onError: (error) => {
          this.failure = error;
          this.handlers?.onError(error);
        },
        onEnd: () => this.handlers?.onEnd(),
      });
    } catch (cause) {
      // A client that has been closed says so by throwing; to a speech it is one more lost server.
      this.failure = new InferenceError('UNAVAILABLE', 'no stream could be opened', { cause });
    }
  }

  /** Whether it can carry a request: false after the connection was lost. */
  public get usable(): boolean {
    return this.failure === undefined;
  }

  /** Sends the stream's one request. */
  public start(request: InferRequest, handlers: InferStreamHandlers): void {
    this.handlers = handlers;
    if (this.failure === undefined) this.stream?.send(request);
    else handlers.onError(this.failure);
  }

  /** No handler is called from here on. */
  public cancel(): void {
    this.handlers = undefined;
    this.stream?.cancel();
  }
}
