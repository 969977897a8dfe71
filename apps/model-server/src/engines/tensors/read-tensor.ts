import type { Datatype, EngineRequest, EngineTensor } from '../engine';
import { EngineError } from '../engine';

const ELEMENT_BYTES = { BOOL: 1, INT16: 2, INT32: 4, INT64: 8, UINT32: 4, FP32: 4 } as const;

const LENGTH_BYTES = 4;

const utf8 = new TextDecoder('utf-8', { fatal: true });

function invalid(message: string, cause?: unknown): EngineError {
  return new EngineError('INVALID_ARGUMENT', message, { cause });
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, dimension) => count * dimension, 1);
}

/**
 * The input, of the datatype given and with as many bytes as its shape asks for. Engines hand the
 * bytes to native code, which would read past their end.
 * @throws EngineError INVALID_ARGUMENT
 */
function requireTensor(request: EngineRequest, name: string, datatype: Datatype): EngineTensor {
  const tensor = request.inputs[name];
  if (tensor === undefined) throw invalid(`input ${name} is missing`);
  if (tensor.datatype !== datatype) {
    throw invalid(`input ${name} must be ${datatype}, not ${tensor.datatype}`);
  }
  if (datatype !== 'BYTES') {
    const expected = elementCount(tensor.shape) * ELEMENT_BYTES[datatype];
    if (tensor.data.byteLength !== expected) {
      throw invalid(`input ${name} has ${tensor.data.byteLength} bytes, its shape ${expected}`);
    }
  }
  return tensor;
}

/** The tensor's memory from an address that typed arrays accept; copied only where it is not one. */
function alignedBytes(data: Uint8Array, elementBytes: number): Uint8Array {
  return data.byteOffset % elementBytes === 0 ? data : Uint8Array.from(data);
}

/** A tensor of any shape as INT16. */
export function readInt16(request: EngineRequest, name: string): Int16Array {
  const { data } = requireTensor(request, name, 'INT16');
  const bytes = alignedBytes(data, ELEMENT_BYTES.INT16);
  return new Int16Array(bytes.buffer, bytes.byteOffset, data.byteLength / ELEMENT_BYTES.INT16);
}

export interface FloatTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** @throws EngineError also for a value that is not a number: it would spread through a model's state. */
export function readFiniteFloats(request: EngineRequest, name: string): FloatTensor {
  const { shape, data } = requireTensor(request, name, 'FP32');
  const bytes = alignedBytes(data, ELEMENT_BYTES.FP32);
  const values = new Float32Array(
    bytes.buffer,
    bytes.byteOffset,
    data.byteLength / ELEMENT_BYTES.FP32,
  );
  if (!values.every(Number.isFinite)) throw invalid(`input ${name} has a value that is no number`);
  return { shape, values };
}

/** The only element of an INT64 tensor. */
export function readInt64(request: EngineRequest, name: string): bigint {
  const { data } = requireTensor(request, name, 'INT64');
  if (data.byteLength !== ELEMENT_BYTES.INT64) throw invalid(`input ${name} must be one number`);
  return new DataView(data.buffer, data.byteOffset).getBigInt64(0, true);
}

/** The only element of a BOOL tensor. */
export function readBool(request: EngineRequest, name: string): boolean {
  const [value, ...rest] = requireTensor(request, name, 'BOOL').data;
  if (value === undefined || rest.length > 0) throw invalid(`input ${name} must be one value`);
  return value !== 0;
}

/** The only element of a BYTES tensor, which must be UTF-8. */
export function readText(request: EngineRequest, name: string): string {
  const { data } = requireTensor(request, name, 'BYTES');
  if (data.byteLength < LENGTH_BYTES) throw invalid(`input ${name} must be one string`);
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  if (data.byteLength !== LENGTH_BYTES + length) throw invalid(`input ${name} must be one string`);
  try {
    return utf8.decode(data.subarray(LENGTH_BYTES));
  } catch (cause) {
    throw invalid(`input ${name} is not UTF-8`, cause);
  }
}
