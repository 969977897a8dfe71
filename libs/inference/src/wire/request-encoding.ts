import type { InferRequest, RequestParameter } from '../infer-request';
import type { WireInferRequest, WireParameter } from './messages';

function encodeParameter(value: RequestParameter): WireParameter {
  if (typeof value === 'boolean') return { bool_param: value };
  if (typeof value === 'string') return { string_param: value };
  return Number.isSafeInteger(value) ? { int64_param: value } : { double_param: value };
}

function encodeParameters(request: InferRequest): Record<string, WireParameter> {
  const parameters: Record<string, WireParameter> = {};
  for (const [name, value] of Object.entries(request.parameters ?? {})) {
    parameters[name] = encodeParameter(value);
  }
  if (request.sequence !== undefined) {
    parameters['sequence_id'] = { string_param: request.sequence.id };
    parameters['sequence_start'] = { bool_param: request.sequence.start };
    parameters['sequence_end'] = { bool_param: request.sequence.end };
  }
  return parameters;
}

/** Tensors go as raw bytes, one element of `raw_input_contents` each, in the order of `inputs`. */
export function encodeRequest(request: InferRequest): WireInferRequest {
  return {
    model_name: request.model,
    id: request.id ?? '',
    parameters: encodeParameters(request),
    inputs: request.inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
    outputs: (request.outputs ?? []).map((name) => ({ name })),
    raw_input_contents: request.inputs.map((input) => input.data),
  };
}

/**
 * For a stream. Without the parameter a decoupled model that closes without a last response tells
 * nobody: Triton delivers that empty final message only to those who ask.
 */
export function encodeStreamRequest(request: InferRequest, id: string): WireInferRequest {
  const encoded = encodeRequest(request);
  return {
    ...encoded,
    id,
    parameters: {
      ...encoded.parameters,
      triton_enable_empty_final_response: { bool_param: true },
    },
  };
}
