import { encodeBytesElements } from '@voxrail/inference';
import type { WireTensor, WireTensorContents } from '@voxrail/inference';

import { ServingError } from '../hosting/serving-error';

type ContentsField = keyof WireTensorContents;

/** Which field of `contents` carries which type. Types that no model of ours has are not among them. */
const FIELD_OF: Readonly<Record<string, ContentsField>> = {
  BOOL: 'bool_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
};

type NumericEncoder = (values: readonly number[]) => ArrayBufferView;
type Int64Encoder = (values: readonly (string | number)[]) => ArrayBufferView;

const NUMERIC: Readonly<Record<string, NumericEncoder>> = {
  INT8: (values) => Int8Array.from(values),
  INT16: (values) => Int16Array.from(values),
  INT32: (values) => Int32Array.from(values),
  UINT8: (values) => Uint8Array.from(values),
  UINT16: (values) => Uint16Array.from(values),
  UINT32: (values) => Uint32Array.from(values),
  FP32: (values) => Float32Array.from(values),
  FP64: (values) => Float64Array.from(values),
};

const LARGE: Readonly<Record<string, Int64Encoder>> = {
  INT64: (values) => BigInt64Array.from(values, (value: string | number) => BigInt(value)),
  UINT64: (values) => BigUint64Array.from(values, (value: string | number) => BigInt(value)),
};

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/**
 * The raw bytes of a tensor that came as typed `contents`. Throws ServingError INVALID_ARGUMENT when
 * the elements stand in a field of another type.
 */
export function encodeContents(
  model: string,
  tensor: WireTensor,
  contents: Partial<WireTensorContents>,
): Uint8Array {
  const expected = FIELD_OF[tensor.datatype];
  for (const [field, elements] of Object.entries(contents)) {
    if (Array.isArray(elements) && elements.length > 0 && field !== expected) {
      throw new ServingError(
        'INVALID_ARGUMENT',
        `unexpected explicit tensor data for input tensor '${tensor.name}' for model '${model}' in '${field}', expected datatype '${tensor.datatype}'`,
      );
    }
  }
  if (tensor.datatype === 'BOOL') {
    return Uint8Array.from(contents.bool_contents ?? [], (value) => (value ? 1 : 0));
  }
  if (tensor.datatype === 'BYTES') return encodeBytesElements(contents.bytes_contents ?? []);
  const large = LARGE[tensor.datatype];
  if (large !== undefined && expected !== undefined) {
    return bytesOf(large((contents[expected] ?? []) as readonly (string | number)[]));
  }
  const numeric = NUMERIC[tensor.datatype];
  if (numeric === undefined || expected === undefined) return new Uint8Array(0);
  return bytesOf(numeric((contents[expected] ?? []) as readonly number[]));
}
