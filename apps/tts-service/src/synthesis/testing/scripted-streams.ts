import type { InferRequest, InferStreamHandlers, InferStreamResult } from '@voxrail/inference';
import { InferenceError, fp32Tensor, int32Tensor } from '@voxrail/inference';

import type { SynthesisStreams } from '../segment-stream';

/** One stream of a model that does what the test says, when the test says it. */
export class ScriptedStream {
  public request: InferRequest | undefined;
  public cancelled = false;
  private settled = false;

  public constructor(
    public readonly traceparent: string | undefined,
    private readonly handlers: InferStreamHandlers,
  ) {}

  /** Whether the stream still costs the server something. */
  public get open(): boolean {
    return !this.cancelled && !this.settled;
  }

  public send(request: InferRequest): void {
    this.request = request;
  }

  public cancel(): void {
    this.cancelled = true;
  }

  /** The TEXT of the request. */
  public get text(): string {
    const data = this.request?.inputs.find((tensor) => tensor.name === 'TEXT')?.data;
    return data === undefined ? '' : Buffer.from(data).subarray(4).toString('utf8');
  }

  /** Audio of `samples` samples, all of them `value`. */
  public audio(samples: number, value = 0.5, sampleRateHz = 22_050): void {
    const outputs = [
      fp32Tensor('AUDIO', new Float32Array(samples).fill(value)),
      int32Tensor('SAMPLE_RATE', [sampleRateHz]),
    ];
    this.respond({ outputs: new Map(outputs.map((tensor) => [tensor.name, tensor])) });
  }

  /** An answer that is not what a speech model promises. */
  public nonsense(): void {
    this.respond({ outputs: new Map([['AUDIO', int32Tensor('AUDIO', [1])]]) });
  }

  public end(): void {
    if (this.cancelled) return;
    this.settled = true;
    this.handlers.onResponse({
      model: 'scripted',
      version: '1',
      id: '',
      outputs: new Map(),
      final: true,
    });
    this.handlers.onEnd();
  }

  public fail(code: InferenceError['code']): void {
    if (this.cancelled) return;
    this.settled = true;
    this.handlers.onError(new InferenceError(code, 'scripted'));
  }

  private respond(result: Pick<InferStreamResult, 'outputs'>): void {
    if (this.cancelled) return;
    this.handlers.onResponse({ model: 'scripted', version: '1', id: '', final: false, ...result });
  }
}

/** A speech model whose streams the test plays. */
export class ScriptedStreams implements SynthesisStreams {
  public readonly all: ScriptedStream[] = [];

  public openStream(options: Parameters<SynthesisStreams['openStream']>[0]): ScriptedStream {
    const stream = new ScriptedStream(options.traceparent, options);
    this.all.push(stream);
    return stream;
  }

  /** Streams that carry a request, in order. */
  public get requested(): readonly ScriptedStream[] {
    return this.all.filter((stream) => stream.request !== undefined);
  }

  /** The newest stream that carries a request. */
  public get current(): ScriptedStream {
    const stream = this.requested.at(-1);
    if (stream === undefined) throw new Error('nothing has been requested');
    return stream;
  }

  public get openCount(): number {
    return this.all.filter((stream) => stream.open).length;
  }
}
