import { EngineError } from '../engine';
import type { EngineRequest } from '../engine';
import { readBool, readText } from '../tensors/read-tensor';

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

function optionalText(request: EngineRequest, name: string): string | undefined {
  return request.inputs[name] === undefined ? undefined : readText(request, name);
}

function optionalBool(request: EngineRequest, name: string): boolean | undefined {
  return request.inputs[name] === undefined ? undefined : readBool(request, name);
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
  const stream = optionalBool(request, 'stream') ?? false;
  const excludeInput = optionalBool(request, 'exclude_input_in_output');
  if (stream && excludeInput === false) {
    throw new EngineError('INVALID_ARGUMENT', 'a stream cannot repeat its input');
  }
  const sampling = optionalText(request, 'sampling_parameters');
  return {
    prompt: readText(request, 'text_input'),
    stream,
    echoPrompt: excludeInput !== true,
    maxTokens: maxTokens(sampling === undefined ? {} : parseSampling(sampling)),
    returnFinishReason: optionalBool(request, 'return_finish_reason') ?? false,
    returnInputTokens: optionalBool(request, 'return_num_input_tokens') ?? false,
    returnOutputTokens: optionalBool(request, 'return_num_output_tokens') ?? false,
  };
}
