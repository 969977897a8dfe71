import type { InferResult } from '../infer-request';
import { InferenceError } from '../inference-error';
import { decodeBytesElements } from './bytes-elements';
import type { Datatype, InferTensor } from './tensor';

/*
 * Each reader takes the named output of an answer, checks its type and copies it out: the bytes of
 * an answer are views into the received message, at any alignment, and would keep all of it alive.
 * A missing or mistyped output is an InferenceError INTERNAL: the model is not the one we know.
 */

function output(result: InferResult, name: string, datatype: Datatype): InferTensor {
  const tensor = result.outputs.get(name);
  if (tensor === undefined) {
    throw new InferenceError('INTERNAL', `the answer of ${result.model} lacks output ${name}`);
  }
  if (tensor.datatype !== datatype) {
    throw new InferenceError(
      'INTERNAL',
      `output ${name} of ${result.model} is ${tensor.datatype}, not ${datatype}`,
    );
  }
  return tensor;
}

/** A copy in a buffer of its own, cut to whole elements. */
function aligned(data: Uint8Array, bytesPerElement: number): ArrayBuffer {
  const wholeBytes = data.byteLength - (data.byteLength % bytesPerElement);
  const copy = new Uint8Array(wholeBytes);
  copy.set(data.subarray(0, wholeBytes));
  return copy.buffer;
}

export function readFp32(result: InferResult, name: string): Float32Array {
  return new Float32Array(aligned(output(result, name, 'FP32').data, 4));
}

export function readInt16(result: InferResult, name: string): Int16Array {
  return new Int16Array(aligned(output(result, name, 'INT16').data, 2));
}

export function readInt32(result: InferResult, name: string): Int32Array {
  return new Int32Array(aligned(output(result, name, 'INT32').data, 4));
}

export function readUint32(result: InferResult, name: string): Uint32Array {
  return new Uint32Array(aligned(output(result, name, 'UINT32').data, 4));
}

/** As numbers: exact up to 2^53. */
export function readInt64(result: InferResult, name: string): number[] {
  return Array.from(new BigInt64Array(aligned(output(result, name, 'INT64').data, 8)), Number);
}

export function readBool(result: InferResult, name: string): boolean[] {
  return Array.from(output(result, name, 'BOOL').data, (byte) => byte !== 0);
}

/** Elements decoded as UTF-8. Bytes that do not form whole elements are an InferenceError INTERNAL. */
export function readBytes(result: InferResult, name: string): string[] {
  const elements = decodeBytesElements(output(result, name, 'BYTES').data);
  if (elements === undefined) {
    throw new InferenceError('INTERNAL', `output ${name} of ${result.model} is cut short`);
  }
  return elements.map((element) => Buffer.from(element).toString('utf8'));
}
