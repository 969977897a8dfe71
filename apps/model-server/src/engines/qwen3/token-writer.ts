import type { EngineOutputs, EngineTensor } from '../engine';
import { text as textTensor } from '../tensors/write-tensor';
import type { GenerationRequest } from './generation-request';

/** vLLM writes the name of Python's None until the answer is finished. */
const UNFINISHED = 'None';

type FinishReason = 'stop' | 'length';

function uint32(value: number): EngineTensor {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value, true);
  return { datatype: 'UINT32', shape: [1], data };
}

/** Of English and of the template's marks: these engines have no vocabulary, and count what one would roughly count. */
const CHARS_PER_TOKEN = 4;

/** A word with the white space before it: what these engines call a token. */
export function tokensOf(answer: string): string[] {
  return answer.match(/\s*\S+/gu) ?? [];
}

/** Writes an answer token by token in the form of the vLLM backend, up to the limit of the request. */
export class TokenWriter {
  private readonly tokens: readonly string[];
  private readonly finishReason: FinishReason;
  private readonly inputTokens: number;
  private written = 0;

  public constructor(
    private readonly request: GenerationRequest,
    answer: string,
    private readonly respond: (outputs: EngineOutputs) => void,
  ) {
    const all = tokensOf(answer);
    this.tokens = all.slice(0, request.maxTokens);
    this.finishReason = this.tokens.length < all.length ? 'length' : 'stop';
    this.inputTokens = Math.ceil(request.prompt.length / CHARS_PER_TOKEN);
  }

  public get length(): number {
    return this.tokens.length;
  }

  public get done(): boolean {
    return this.written >= this.tokens.length;
  }

  /** Gives out the next token, or `count` of them in one response; the last one says why it is the last. */
  public writeNext(count = 1): void {
    const tokens = this.tokens.slice(this.written, this.written + count);
    this.written += count;
    this.write(tokens.join(''), tokens.length, this.done ? this.finishReason : UNFINISHED);
  }

  /** Gives out the whole answer, as a request without `stream` wants it. */
  public writeWhole(): void {
    const text = (this.request.echoPrompt ? this.request.prompt : '') + this.tokens.join('');
    this.written = this.tokens.length;
    this.write(text, this.tokens.length, this.finishReason);
  }

  private write(text: string, outputTokens: number, finishReason: string): void {
    const { returnFinishReason, returnInputTokens, returnOutputTokens } = this.request;
    this.respond({
      text_output: textTensor(text),
      ...(returnFinishReason ? { finish_reason: textTensor(finishReason) } : {}),
      ...(returnInputTokens ? { num_input_tokens: uint32(this.inputTokens) } : {}),
      ...(returnOutputTokens ? { num_output_tokens: uint32(outputTokens) } : {}),
    });
  }
}
