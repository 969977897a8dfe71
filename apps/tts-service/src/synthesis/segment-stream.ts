import type {
  InferenceClient,
  InferenceError,
  InferRequest,
  InferStream,
  InferStreamHandlers,
  InferStreamResult,
} from '@voxrail/inference';

/** What opens streams to the inference server. */
export type SynthesisStreams = {
  openStream(
    options: Parameters<InferenceClient['openStream']>[0],
  ): Pick<InferStream, 'send' | 'cancel'>;
};

/** A stream that is opened before it is known what it will carry. */
export class SegmentStream {
  private readonly stream;
  private handlers: InferStreamHandlers | undefined;
  private over = false;

  public constructor(streams: SynthesisStreams, traceparent: string) {
    this.stream = streams.openStream({
      traceparent,
      onResponse: (response: InferStreamResult) => {
        this.handlers?.onResponse(response);
      },
      onError: (error: InferenceError) => {
        this.over = true;
        this.handlers?.onError(error);
      },
      onEnd: () => {
        this.over = true;
        this.handlers?.onEnd();
      },
    });
  }

  /** Whether it can still carry a request: false after the connection was lost. */
  public get usable(): boolean {
    return !this.over;
  }

  /** Sends the stream's one request. */
  public start(request: InferRequest, handlers: InferStreamHandlers): void {
    this.handlers = handlers;
    this.stream.send(request);
  }

  /** No handler is called from here on. */
  public cancel(): void {
    this.over = true;
    this.handlers = undefined;
    this.stream.cancel();
  }
}
