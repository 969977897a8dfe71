import type { LlmStart } from '@voxrail/contracts';
import type { InferRequest, InferStreamResult, ModelTensors } from '@voxrail/inference';
import { boolTensor, bytesTensor, readBytes, readUint32 } from '@voxrail/inference';

/** The model's name on Triton and on model-server. */
export const QWEN3 = 'qwen3';

/** As Triton's vLLM backend declares them. */
export const QWEN3_TENSORS: ModelTensors = {
  inputs: [
    { name: 'text_input', datatype: 'BYTES', shape: [1] },
    { name: 'stream', datatype: 'BOOL', shape: [1] },
    { name: 'sampling_parameters', datatype: 'BYTES', shape: [1] },
    { name: 'exclude_input_in_output', datatype: 'BOOL', shape: [1] },
    { name: 'return_finish_reason', datatype: 'BOOL', shape: [1] },
    { name: 'return_num_input_tokens', datatype: 'BOOL', shape: [1] },
    { name: 'return_num_output_tokens', datatype: 'BOOL', shape: [1] },
  ],
  outputs: [
    { name: 'text_output', datatype: 'BYTES', shape: [-1] },
    { name: 'finish_reason', datatype: 'BYTES', shape: [-1] },
    { name: 'num_input_tokens', datatype: 'UINT32', shape: [1] },
    { name: 'num_output_tokens', datatype: 'UINT32', shape: [-1] },
  ],
};

/** <|im_end|> and <|endoftext|>: the end of a message, whatever the model's own configuration says. */
const STOP_TOKEN_IDS = [151_645, 151_643];

/** vLLM wants it above 0; this is as good as 0. */
const MIN_TOP_P = 0.001;

export interface GenerationInput {
  readonly prompt: string;
  readonly sampling: LlmStart['sampling'];
  readonly maxTokens: number;
}

/**
 * A request to Triton's vLLM backend. An unknown key among the sampling parameters makes it answer
 * with an error that names something else, so there are only those that every version knows.
 */
export function generationRequest(input: GenerationInput): InferRequest {
  const { temperature, topP, topK } = input.sampling;
  const sampling = {
    temperature,
    top_p: Math.max(MIN_TOP_P, topP),
    top_k: topK,
    max_tokens: input.maxTokens,
    stop_token_ids: STOP_TOKEN_IDS,
  };
  return {
    model: QWEN3,
    inputs: [
      bytesTensor('text_input', [input.prompt]),
      boolTensor('stream', [true]),
      bytesTensor('sampling_parameters', [JSON.stringify(sampling)]),
      boolTensor('exclude_input_in_output', [true]),
      boolTensor('return_finish_reason', [true]),
      boolTensor('return_num_input_tokens', [true]),
      boolTensor('return_num_output_tokens', [true]),
    ],
  };
}

export type ModelFinishReason = 'stop' | 'length' | 'abort';

/** One answer of the model's stream. */
export interface GenerationOutput {
  /** What is new; may be empty. */
  readonly text: string;
  /** Null until the model is finished, and in an answer that only closes the stream. */
  readonly finishReason: ModelFinishReason | null;
  readonly inputTokens: number;
  /** New tokens, not all of them. */
  readonly outputTokens: number;
}

const CLOSING: GenerationOutput = { text: '', finishReason: null, inputTokens: 0, outputTokens: 0 };

/** The backend writes the name of Python's None while the model is not finished. */
function readFinishReason(written: string | undefined): ModelFinishReason | null {
  return written === 'stop' || written === 'length' || written === 'abort' ? written : null;
}

function sum(values: Uint32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Throws `InferenceError` INTERNAL for an answer that is not qwen3's. */
export function readGenerationOutput(result: InferStreamResult): GenerationOutput {
  if (result.outputs.size === 0) return CLOSING;
  return {
    text: readBytes(result, 'text_output').join(''),
    finishReason: readFinishReason(readBytes(result, 'finish_reason').at(-1)),
    inputTokens: readUint32(result, 'num_input_tokens')[0] ?? 0,
    outputTokens: sum(readUint32(result, 'num_output_tokens')),
  };
}
