/** Element types of the KServe v2 protocol. FP16 and BF16 exist in it too; none of our models speaks them. */
export type Datatype =
  | 'BOOL'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'FP32'
  | 'FP64'
  | 'BYTES';

/**
 * A tensor as it stands on the wire: little-endian, row-major, no padding; an element of BYTES is a
 * u32 length and that many bytes.
 */
export interface InferTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const ELEMENT_BYTES: Readonly<Record<Exclude<Datatype, 'BYTES'>, number>> = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP32: 4,
  FP64: 8,
};

export function isDatatype(name: string): name is Datatype {
  return name === 'BYTES' || Object.hasOwn(ELEMENT_BYTES, name);
}

/** Bytes of one element; undefined for BYTES, whose elements each have a length of their own. */
export function elementBytes(datatype: Datatype): number | undefined {
  return datatype === 'BYTES' ? undefined : ELEMENT_BYTES[datatype];
}

/** Elements of a shape without free dimensions. An empty shape is a scalar: one element. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
