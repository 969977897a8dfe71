import type { WireInferRequest, WireParameters } from '@voxrail/inference';

/** Of a request to the fixture model `echo`. */
export function echoRequest(
  values: readonly number[],
  own: Partial<WireInferRequest> = {},
): WireInferRequest {
  return {
    model_name: 'echo',
    inputs: [{ name: 'NUMBERS', datatype: 'FP32', shape: [values.length] }],
    raw_input_contents: [new Uint8Array(Float32Array.from(values).buffer)],
    ...own,
  };
}

interface Int32Input {
  readonly name: string;
  readonly value: number;
}

function int32Request(
  model: string,
  inputs: readonly Int32Input[],
  own: Partial<WireInferRequest>,
): WireInferRequest {
  return {
    model_name: model,
    inputs: inputs.map(({ name }) => ({ name, datatype: 'INT32', shape: [1] })),
    raw_input_contents: inputs.map(({ value }) => new Uint8Array(Int32Array.of(value).buffer)),
    ...own,
  };
}

/** To the fixture model `counter`, which is decoupled. */
export function counterRequest(
  count: number,
  own: Partial<WireInferRequest> = {},
): WireInferRequest {
  return int32Request('counter', [{ name: 'COUNT', value: count }], own);
}

/** To the fixture model `slow`. */
export function slowRequest(
  delayMs: number,
  own: Partial<WireInferRequest> = {},
): WireInferRequest {
  return int32Request('slow', [{ name: 'DELAY_MS', value: delayMs }], own);
}

/** To the fixture model `accumulator`, which has a sequence batcher. */
export function accumulatorRequest(value: number, parameters: WireParameters): WireInferRequest {
  return int32Request('accumulator', [{ name: 'VALUE', value }], { parameters });
}

/** To the fixture model `fragile`; `fail` says how. */
export function fragileRequest(fail: string): WireInferRequest {
  return { model_name: 'fragile', parameters: { fail: { string_param: fail } } };
}

export const EMPTY_FINAL: WireParameters = {
  triton_enable_empty_final_response: { bool_param: true },
};
