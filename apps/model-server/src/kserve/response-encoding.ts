import type { WireInferResponse, WireParameters } from '@voxrail/inference';

import type { EngineOutputs, ModelDefinition } from '../engines/engine';
import { MODEL_VERSION } from '../hosting/model-host';

/** The outputs that are wanted and were given, in the model's order, as raw bytes. */
export function encodeResponse(
  definition: ModelDefinition,
  id: string,
  wanted: ReadonlySet<string>,
  outputs: EngineOutputs,
): WireInferResponse {
  const present = definition.outputs.flatMap(({ name }) => {
    const tensor = wanted.has(name) ? outputs[name] : undefined;
    return tensor === undefined ? [] : [{ name, tensor }];
  });
  return {
    model_name: definition.name,
    model_version: MODEL_VERSION,
    id,
    outputs: present.map(({ name, tensor }) => ({
      name,
      datatype: tensor.datatype,
      shape: tensor.shape,
    })),
    raw_output_contents: present.map(({ tensor }) => tensor.data),
  };
}

/** On streams every response says whether it is the last of its request. */
export function finalFlag(final: boolean): WireParameters {
  return { triton_final_response: { bool_param: final } };
}
