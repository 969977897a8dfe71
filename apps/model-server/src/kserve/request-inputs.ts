import { decodeBytesElements, elementBytes, elementCount } from '@voxrail/inference';
import type { WireInferRequest, WireTensor } from '@voxrail/inference';

import type { EngineTensor, ModelDefinition, TensorSpec } from '../engines/engine';
import { ServingError } from '../hosting/serving-error';
import { encodeContents } from './explicit-contents';

function invalid(message: string): ServingError {
  return new ServingError('INVALID_ARGUMENT', message);
}

function dims(shape: readonly number[]): string {
  return `[${shape.join(',')}]`;
}

/** The tensors' bytes in the order of `inputs`, whichever of the two ways they came. */
function tensorBytes(model: string, request: WireInferRequest): Uint8Array[] {
  const raw = request.raw_input_contents ?? [];
  const inputs = request.inputs ?? [];
  let nextRaw = 0;
  const bytes = inputs.map((input) => {
    const { contents } = input;
    if (contents !== null && contents !== undefined) {
      if (raw.length === 0) return encodeContents(model, input, contents);
      throw invalid(
        `contents field must not be specified when using raw_input_contents for '${input.name}' for model '${model}'`,
      );
    }
    const data = raw[nextRaw++];
    if (data !== undefined) return data;
    throw invalid(
      `unable to find data for input tensor '${input.name}' for model '${model}' in request.`,
    );
  });
  return bytes;
}

function checkShape(model: string, spec: TensorSpec, shape: readonly number[]): void {
  const defined = shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0);
  if (!defined) {
    throw invalid(
      `All input dimensions should be specified for input '${spec.name}' for model '${model}', got ${dims(shape)}`,
    );
  }
  const fits =
    shape.length === spec.shape.length &&
    spec.shape.every((free, index) => free === -1 || free === shape[index]);
  if (fits) return;
  throw invalid(
    `unexpected shape for input '${spec.name}' for model '${model}'. Expected ${dims(spec.shape)}, got ${dims(shape)}. `,
  );
}

function checkBytes(
  model: string,
  spec: TensorSpec,
  shape: readonly number[],
  data: Uint8Array,
): void {
  const elements = elementCount(shape);
  const size = elementBytes(spec.datatype);
  if (size !== undefined) {
    if (elements * size === data.byteLength) return;
    throw invalid(
      `input byte size mismatch for input '${spec.name}' for model '${model}'. Expected ${elements * size}, got ${data.byteLength}`,
    );
  }
  const strings = decodeBytesElements(data);
  if (strings === undefined) {
    throw invalid(`incomplete string data for inference input '${spec.name}' for model '${model}'`);
  }
  if (strings.length !== elements) {
    throw invalid(
      `expected ${elements} string elements for inference input '${spec.name}' for model '${model}', got ${strings.length}`,
    );
  }
}

function checkedTensor(
  model: string,
  spec: TensorSpec,
  wire: WireTensor,
  data: Uint8Array,
): EngineTensor {
  if (wire.datatype !== spec.datatype) {
    throw invalid(
      `inference input '${spec.name}' data-type is '${wire.datatype}', but model '${model}' expects '${spec.datatype}'`,
    );
  }
  const shape = wire.shape.map(Number);
  checkShape(model, spec, shape);
  checkBytes(model, spec, shape, data);
  return { datatype: spec.datatype, shape, data };
}

function expectedInputs({ inputs }: ModelDefinition): string {
  const required = inputs.filter(({ optional }) => optional !== true).length;
  if (required === inputs.length) return `${required} inputs`;
  return `number of inputs between ${required} and ${inputs.length}`;
}

function checkComplete(definition: ModelDefinition, given: ReadonlySet<string>): void {
  const missing = definition.inputs.filter(
    (spec) => spec.optional !== true && !given.has(spec.name),
  );
  if (missing.length === 0) return;
  const quoted = (names: Iterable<string>): string =>
    `[${Array.from(names, (name) => `'${name}'`).join(',')}]`;
  throw invalid(
    `expected ${expectedInputs(definition)} but got ${given.size} inputs for model '${definition.name}'. Got input(s) ${quoted(given)}, but missing required input(s) ${quoted(missing.map((spec) => spec.name))}. Please provide all required input(s).`,
  );
}

/**
 * A request's tensors, checked against what the model takes. Throws ServingError INVALID_ARGUMENT. The
 * tensors share memory with the request.
 */
export function readInputs(
  definition: ModelDefinition,
  request: WireInferRequest,
): Record<string, EngineTensor> {
  const model = definition.name;
  const bytes = tensorBytes(model, request);
  const inputs: Record<string, EngineTensor> = {};
  const given = new Set<string>();
  (request.inputs ?? []).forEach((wire, index) => {
    const spec = definition.inputs.find((candidate) => candidate.name === wire.name);
    if (spec === undefined) {
      throw invalid(`unexpected inference input '${wire.name}' for model '${model}'`);
    }
    if (given.has(wire.name)) {
      throw invalid(`input '${wire.name}' already exists in request`);
    }
    given.add(wire.name);
    inputs[wire.name] = checkedTensor(model, spec, wire, bytes[index] ?? new Uint8Array(0));
  });
  checkComplete(definition, given);
  return inputs;
}

/** Names of the outputs that the client wants. Throws ServingError INVALID_ARGUMENT for one that is not there. */
export function readWantedOutputs(
  definition: ModelDefinition,
  request: WireInferRequest,
): ReadonlySet<string> {
  const all = definition.outputs.map((output) => output.name);
  const wanted = (request.outputs ?? []).map((output) => output.name);
  for (const name of wanted) {
    if (all.includes(name)) continue;
    throw invalid(`unexpected inference output '${name}' for model '${definition.name}'`);
  }
  return new Set(wanted.length === 0 ? all : wanted);
}
