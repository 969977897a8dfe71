import type { Datatype, EngineTensor } from '../engines/engine';

/**
 * Engines may lay typed arrays over a tensor's bytes without a copy; no element type of the protocol
 * needs a stricter alignment.
 */
const ALIGNMENT_BYTES = 8;

interface PackedTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly byteLength: number;
}

/**
 * Named tensors in one buffer of their own, so that it can be transferred between threads: what
 * gRPC and the engines hand us are views into larger buffers, which would be cloned whole.
 */
export interface PackedTensors {
  readonly buffer: ArrayBuffer;
  readonly tensors: readonly PackedTensor[];
}

function alignedLength(byteLength: number): number {
  return Math.ceil(byteLength / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

export function packTensors(named: Readonly<Record<string, EngineTensor>>): PackedTensors {
  const entries = Object.entries(named);
  const total = entries.reduce((sum, [, tensor]) => sum + alignedLength(tensor.data.byteLength), 0);
  const bytes = new Uint8Array(total);
  let offset = 0;
  const tensors = entries.map(([name, { datatype, shape, data }]) => {
    bytes.set(data, offset);
    const packed = { name, datatype, shape, offset, byteLength: data.byteLength };
    offset += alignedLength(data.byteLength);
    return packed;
  });
  return { buffer: bytes.buffer, tensors };
}

/** The tensors as views into the packed buffer. */
export function unpackTensors(packed: PackedTensors): Record<string, EngineTensor> {
  const named: Record<string, EngineTensor> = {};
  for (const { name, datatype, shape, offset, byteLength } of packed.tensors) {
    named[name] = { datatype, shape, data: new Uint8Array(packed.buffer, offset, byteLength) };
  }
  return named;
}
