import type { ModelDescription, TensorDescription } from './server-description';

/** The tensors that a caller sends to a model and reads of its answers. */
export interface ModelTensors {
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
}

type Direction = 'input' | 'output';

function written({ datatype, shape }: TensorDescription): string {
  return `${datatype} [${shape.join(',')}]`;
}

/**
 * An input has to take whatever is sent, so what is free for the caller must be free in the model. Of
 * an output a free dimension says nothing: the caller looks at what comes.
 */
function dimensionFits(direction: Direction, expected: number, found: number): boolean {
  return found === expected || found === -1 || (direction === 'output' && expected === -1);
}

function fits(
  direction: Direction,
  expected: TensorDescription,
  found: TensorDescription,
): boolean {
  return (
    found.datatype === expected.datatype &&
    found.shape.length === expected.shape.length &&
    expected.shape.every((size, index) =>
      dimensionFits(direction, size, found.shape[index] ?? Number.NaN),
    )
  );
}

function mismatch(
  direction: Direction,
  expected: readonly TensorDescription[],
  found: readonly TensorDescription[],
): string | undefined {
  for (const tensor of expected) {
    const other = found.find(({ name }) => name === tensor.name);
    const what = `${direction} ${tensor.name}`;
    if (other === undefined) return `${what} is missing; expected ${written(tensor)}`;
    if (!fits(direction, tensor, other)) {
      return `${what} is ${written(other)}; expected ${written(tensor)}`;
    }
  }
  return undefined;
}

/**
 * What is wrong with the first tensor of `found` that is not as its caller has it; undefined where all
 * are. Tensors that the caller does not know are the model's own.
 */
export function tensorMismatch(
  expected: ModelTensors,
  found: ModelDescription,
): string | undefined {
  return (
    mismatch('input', expected.inputs, found.inputs) ??
    mismatch('output', expected.outputs, found.outputs)
  );
}
