import type { InferTensor } from './tensor/tensor';

/** An integer travels as int64, another number as double. */
export type RequestParameter = boolean | number | string;

/** Place of a request in a sequence: the server keeps state between requests of one id. */
export interface SequencePlace {
  /** Not empty. */
  readonly id: string;
  readonly start: boolean;
  readonly end: boolean;
}

export interface InferRequest {
  readonly model: string;
  /** Comes back in every answer. Streams without one get a random id. */
  readonly id?: string;
  readonly inputs: readonly InferTensor[];
  /** Names of the wanted outputs; all of them when absent. */
  readonly outputs?: readonly string[];
  /** The model's own parameters. Names that begin with `triton_` are the protocol's and are refused by servers. */
  readonly parameters?: Readonly<Record<string, RequestParameter>>;
  readonly sequence?: SequencePlace;
}

export interface InferResult {
  readonly model: string;
  readonly version: string;
  readonly outputs: ReadonlyMap<string, InferTensor>;
}

/** One answer on a stream. The final one may have no outputs. */
export interface InferStreamResult extends InferResult {
  readonly id: string;
  readonly final: boolean;
}
