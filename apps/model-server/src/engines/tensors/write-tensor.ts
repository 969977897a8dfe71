import type { EngineTensor } from '../engine';

const LENGTH_BYTES = 4;

function bytesOf(values: Float32Array | Int16Array | Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** FP32 over the memory of `values`; `shape` defaults to a vector of all of them. */
export function fp32(
  values: Float32Array,
  shape: readonly number[] = [values.length],
): EngineTensor {
  return { datatype: 'FP32', shape, data: bytesOf(values) };
}

export function int16(values: Int16Array): EngineTensor {
  return { datatype: 'INT16', shape: [values.length], data: bytesOf(values) };
}

export function int32(value: number): EngineTensor {
  return { datatype: 'INT32', shape: [1], data: bytesOf(Int32Array.of(value)) };
}

export function int64(value: bigint): EngineTensor {
  return { datatype: 'INT64', shape: [1], data: bytesOf(BigInt64Array.of(value)) };
}

export function bool(value: boolean): EngineTensor {
  return { datatype: 'BOOL', shape: [1], data: Uint8Array.of(value ? 1 : 0) };
}

/** BYTES [1]: one string with its length before it. */
export function text(value: string): EngineTensor {
  const encoded = Buffer.from(value, 'utf8');
  const data = Buffer.alloc(LENGTH_BYTES + encoded.length);
  data.writeUInt32LE(encoded.length, 0);
  encoded.copy(data, LENGTH_BYTES);
  return { datatype: 'BYTES', shape: [1], data };
}
