import { EngineError } from '../engine';
import type { EngineRequest, EngineTensor } from '../engine';

/** vLLM's own default when a request names no limit. */
const DEFAULT_MAX_TOKENS = 16;

/** What vLLM's SamplingParams takes; it answers anything else with an error. */
const SAMPLING_KEYS = new Set([
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'max_tokens',
  'min_tokens',
  'stop',
  'stop_token_ids',
  'presence_penalty',
  'frequency_penalty',
  'repetition_penalty',
  'seed',
  'logprobs',
  'skip_special_tokens',
  'include_stop_str_in_output',
  'ignore_eos',
]);

/** What the inputs of Triton's vLLM backend say. */
export interface GenerationRequest {
  readonly prompt: string;
  readonly stream: boolean;
  /** Of an answer in one piece: the prompt stands before it. */
  readonly echoPrompt: boolean;
  readonly maxTokens: number;
  readonly returnFinishReason: boolean;
  readonly returnInputTokens: boolean;
  readonly returnOutputTokens: boolean;
}

function text(tensor: EngineTensor | undefined, name: string): string | undefined {
  if (tensor === undefined) return undefined;
  const { data } = tensor;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (tensor.datatype !== 'BYTES' || data.byteLength < 4) {
    throw new EngineError('INVALID_ARGUMENT', `input ${name} must hold one BYTES element`);
  }
  const length = view.getUint32(0, true);
  if (data.byteLength !== 4 + length) {
    throw new EngineError('INVALID_ARGUMENT', `input ${name} must hold one BYTES element`);
  }
  return new TextDecoder().decode(data.subarray(4));
}

function flag(tensor: EngineTensor | undefined): boolean | undefined {
  return tensor === undefined ? undefined : (tensor.data[0] ?? 0) !== 0;
}

function parseSampling(json: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    parsed = undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new EngineError('INVALID_ARGUMENT', 'sampling_parameters is not a JSON object');
  }
  const unknown = Object.keys(parsed).find((key) => !SAMPLING_KEYS.has(key));
  if (unknown !== undefined) {
    throw new EngineError('INVALID_ARGUMENT', 'sampling_parameters has a key that is not known');
  }
  return parsed as Record<string, unknown>;
}

function maxTokens(sampling: Record<string, unknown>): number {
  const limit = sampling['max_tokens'] ?? DEFAULT_MAX_TOKENS;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1) {
    throw new EngineError('INVALID_ARGUMENT', 'max_tokens must be a positive integer');
  }
  return limit;
}

/** Throws `EngineError` INVALID_ARGUMENT for what the vLLM backend refuses, too. */
export function readGenerationRequest(request: EngineRequest): GenerationRequest {
  const { inputs } = request;
  const prompt = text(inputs['text_input'], 'text_input');
  if (prompt === undefined) throw new EngineError('INVALID_ARGUMENT', 'text_input is missing');
  const stream = flag(inputs['stream']) ?? false;
  const excludeInput = flag(inputs['exclude_input_in_output']);
  if (stream && excludeInput === false) {
    throw new EngineError('INVALID_ARGUMENT', 'a stream cannot repeat its input');
  }
  const sampling = text(inputs['sampling_parameters'], 'sampling_parameters');
  return {
    prompt,
    stream,
    echoPrompt: excludeInput !== true,
    maxTokens: maxTokens(sampling === undefined ? {} : parseSampling(sampling)),
    returnFinishReason: flag(inputs['return_finish_reason']) ?? false,
    returnInputTokens: flag(inputs['return_num_input_tokens']) ?? false,
    returnOutputTokens: flag(inputs['return_num_output_tokens']) ?? false,
  };
}
