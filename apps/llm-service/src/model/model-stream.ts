import type {
  InferRequest,
  InferStream,
  InferStreamHandlers,
  OpenStreamOptions,
} from '@voxrail/inference';

/** Opens streams to the inference server: an `InferenceClient`, in production. */
export interface ModelStreams {
  openStream(options: OpenStreamOptions): Pick<InferStream, 'send' | 'cancel' | 'settled'>;
}

/** A stream that is open before anyone knows what will be asked on it. */
export class ModelStream {
  private readonly stream: Pick<InferStream, 'send' | 'cancel' | 'settled'>;
  private handlers: InferStreamHandlers | undefined;

  public constructor(streams: ModelStreams, traceparent: string) {
    this.stream = streams.openStream({
      traceparent,
      onResponse: (response) => this.handlers?.onResponse(response),
      onError: (error) => this.handlers?.onError(error),
      onEnd: () => this.handlers?.onEnd(),
    });
  }

  /** False when it failed, or the server closed it, before it was used. */
  public get usable(): boolean {
    return !this.stream.settled;
  }

  /** Sends the only request; from here on the handlers are called. Once. */
  public start(request: InferRequest, handlers: InferStreamHandlers): void {
    this.handlers = handlers;
    this.stream.send(request);
  }

  /** Handlers are not called any more. Harmless when repeated or late. */
  public cancel(): void {
    this.handlers = undefined;
    this.stream.cancel();
  }
}
