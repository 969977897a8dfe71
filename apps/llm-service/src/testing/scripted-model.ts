import type { InferRequest, InferStreamHandlers, OpenStreamOptions } from '@voxrail/inference';
import {
  InferenceError,
  bytesTensor,
  decodeBytesElements,
  type InferStreamResult,
  type InferTensor,
} from '@voxrail/inference';

import type { ModelStreams } from '../model/model-stream';

function uint32(name: string, value: number): InferTensor {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value, true);
  return { name, datatype: 'UINT32', shape: [1], data };
}

function response(outputs: readonly InferTensor[], final: boolean): InferStreamResult {
  return {
    model: 'qwen3',
    version: '1',
    id: '1',
    final,
    outputs: new Map(outputs.map((tensor) => [tensor.name, tensor])),
  };
}

/** A stream that says what the test lets it say, by the rules of `InferStream`. */
export class ScriptedStream {
  public request: InferRequest | undefined;
  public settled = false;
  public cancelled = false;

  public constructor(
    public readonly traceparent: string | undefined,
    private readonly handlers: InferStreamHandlers,
  ) {}

  public get prompt(): string {
    const tensor = this.request?.inputs.find(({ name }) => name === 'text_input');
    const [text] = tensor === undefined ? [] : (decodeBytesElements(tensor.data) ?? []);
    return Buffer.from(text ?? []).toString('utf8');
  }

  public send(request: InferRequest): void {
    if (!this.settled) this.request = request;
  }

  public cancel(): void {
    if (this.settled) return;
    this.settled = true;
    this.cancelled = true;
  }

  public say(text: string, finishReason = 'None'): void {
    if (this.settled) return;
    this.handlers.onResponse(
      response(
        [
          bytesTensor('text_output', [text]),
          bytesTensor('finish_reason', [finishReason]),
          uint32('num_input_tokens', 40),
          uint32('num_output_tokens', 1),
        ],
        false,
      ),
    );
  }

  /** The final answer without outputs, and the end. */
  public close(): void {
    if (this.settled) return;
    this.settled = true;
    this.handlers.onResponse(response([], true));
    this.handlers.onEnd();
  }

  public finish(text = '', finishReason = 'stop'): void {
    this.say(text, finishReason);
    this.close();
  }

  public fail(code: InferenceError['code']): void {
    if (this.settled) return;
    this.settled = true;
    this.handlers.onError(new InferenceError(code, 'words of the server'));
  }
}

/** An inference server in the hands of a test. */
export class ScriptedModel implements ModelStreams {
  public readonly streams: ScriptedStream[] = [];

  public get openStreams(): number {
    return this.streams.filter((stream) => !stream.settled).length;
  }

  public openStream(options: OpenStreamOptions): ScriptedStream {
    const stream = new ScriptedStream(options.traceparent, options);
    this.streams.push(stream);
    return stream;
  }

  /** The stream that was opened at this place, from 0. */
  public stream(index: number): ScriptedStream {
    const stream = this.streams[index];
    if (stream === undefined) throw new Error(`only ${this.streams.length} streams were opened`);
    return stream;
  }
}
