import type { InferResult, InferStreamResult } from '../infer-request';
import { InferenceError } from '../inference-error';
import { isDatatype } from '../tensor/tensor';
import type { InferTensor } from '../tensor/tensor';
import type { WireInferResponse } from './messages';

/** Throws InferenceError INTERNAL for a response that breaks the protocol. */
export function decodeResponse(response: WireInferResponse): InferResult {
  const outputs = new Map<string, InferTensor>();
  const raw = response.raw_output_contents ?? [];
  (response.outputs ?? []).forEach(({ name, datatype, shape }, index) => {
    const data = raw[index];
    if (data === undefined || !isDatatype(datatype)) {
      throw new InferenceError('INTERNAL', `output ${name} has no raw bytes of a known type`);
    }
    outputs.set(name, { name, datatype, shape: shape.map(Number), data });
  });
  return { model: response.model_name ?? '', version: response.model_version ?? '', outputs };
}

/** Enqueue errors come without the flag; they also come with `error_message`, which ends the request. */
export function decodeStreamResponse(response: WireInferResponse): InferStreamResult {
  const flag = response.parameters?.['triton_final_response'];
  const final = flag !== undefined && 'bool_param' in flag && flag.bool_param;
  return { ...decodeResponse(response), id: response.id ?? '', final };
}
