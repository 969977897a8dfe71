import { encodeBytesElements } from './bytes-elements';
import { elementCount } from './tensor';
import type { Datatype, InferTensor } from './tensor';

/*
 * The numeric builders share memory with the typed array they are given: it must not change before
 * the request has been handed to the client, which serializes at once. Typed arrays have the host's
 * byte order; every platform Node runs on for us is little-endian, as the wire is.
 */

function tensor(
  name: string,
  datatype: Datatype,
  elements: number,
  data: Uint8Array,
  shape: readonly number[] = [elements],
): InferTensor {
  if (elementCount(shape) !== elements) {
    throw new RangeError(
      `tensor ${name} has ${elements} elements, its shape [${shape.join(',')}] has others`,
    );
  }
  return { name, datatype, shape, data };
}

function bytesOf(values: Float32Array | Int16Array | Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Without `shape` the tensor has one dimension; a shape of another size is a RangeError. Same for all builders. */
export function fp32Tensor(
  name: string,
  values: Float32Array | readonly number[],
  shape?: readonly number[],
): InferTensor {
  const typed = values instanceof Float32Array ? values : Float32Array.from(values);
  return tensor(name, 'FP32', typed.length, bytesOf(typed), shape);
}

export function int16Tensor(
  name: string,
  values: Int16Array | readonly number[],
  shape?: readonly number[],
): InferTensor {
  const typed = values instanceof Int16Array ? values : Int16Array.from(values);
  return tensor(name, 'INT16', typed.length, bytesOf(typed), shape);
}

export function int32Tensor(
  name: string,
  values: Int32Array | readonly number[],
  shape?: readonly number[],
): InferTensor {
  const typed = values instanceof Int32Array ? values : Int32Array.from(values);
  return tensor(name, 'INT32', typed.length, bytesOf(typed), shape);
}

export function int64Tensor(
  name: string,
  values: BigInt64Array | readonly (number | bigint)[],
  shape?: readonly number[],
): InferTensor {
  const typed =
    values instanceof BigInt64Array
      ? values
      : BigInt64Array.from(values, (value: number | bigint) => BigInt(value));
  return tensor(name, 'INT64', typed.length, bytesOf(typed), shape);
}

export function boolTensor(
  name: string,
  values: readonly boolean[],
  shape?: readonly number[],
): InferTensor {
  const data = Uint8Array.from(values, (value) => (value ? 1 : 0));
  return tensor(name, 'BOOL', values.length, data, shape);
}

/** Strings travel as UTF-8. */
export function bytesTensor(
  name: string,
  values: readonly (string | Uint8Array)[],
  shape?: readonly number[],
): InferTensor {
  return tensor(name, 'BYTES', values.length, encodeBytesElements(values), shape);
}
