/** Tensor element types of the KServe v2 protocol that our models use. */
export type Datatype = 'BOOL' | 'INT16' | 'INT32' | 'INT64' | 'UINT32' | 'FP32' | 'BYTES';

export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  /** -1 where a dimension is free. */
  readonly shape: readonly number[];
  readonly optional?: boolean;
}

/** A tensor's bytes as they stand on the wire: little-endian, row-major; BYTES elements with a u32 length. */
export interface EngineTensor {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** 7 and "7" name two sequences. */
export type SequenceId = string | bigint;

export interface EngineRequest {
  readonly id: string;
  readonly inputs: Readonly<Record<string, EngineTensor>>;
  /** Request parameters that are not Triton's own (those of sequences and final responses are not here). */
  readonly parameters: Readonly<Record<string, boolean | number | string>>;
  /** Of models with a sequence batcher: requests of one sequence arrive one at a time, in order. */
  readonly sequence?: { readonly id: SequenceId; readonly start: boolean; readonly end: boolean };
}

export type EngineOutputs = Readonly<Record<string, EngineTensor>>;

/** Readable from synchronous native callbacks: it looks at shared memory, not at a message queue. */
export interface Cancellation {
  readonly cancelled: boolean;
}

/**
 * One instance of a model. `execute` may block its thread if its definition says that it computes.
 * It resolves when all responses were given; it rejects with an `EngineError` to answer an error.
 * A model that is not decoupled gives exactly one response.
 */
export interface Engine {
  execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): Promise<void> | void;
  /** A sequence ended without its END (idle for too long, its caller gone): free what it held. */
  dropSequence?(id: SequenceId): void;
  close(): Promise<void> | void;
}

export type EngineErrorCode = 'INVALID_ARGUMENT' | 'UNAVAILABLE' | 'INTERNAL' | 'NOT_FOUND';

export class EngineError extends Error {
  public override readonly name = 'EngineError';

  public constructor(
    public readonly code: EngineErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What the server tells of a model (metadata, config) and how it runs it. */
export interface ModelDefinition {
  readonly name: string;
  /** Named as what it is, for instance `pocketsphinx` or `synthetic`; shown as the metadata's platform. */
  readonly platform: string;
  readonly decoupled: boolean;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly sequence?: { readonly maxIdleMs: number };
  /** It gets threads of its own; without, it runs in the server's, where nothing may take a millisecond. */
  readonly computes: boolean;
  /** Engines of it that run side by side, each with its own memory. */
  readonly instances: number;
  /** Requests (of a sequence model: live sequences) one instance takes at a time; beyond, an error at once. */
  readonly capacityPerInstance: number;
  /** Path, relative to the `engines` folder, of the module whose `createEngine` is called. */
  readonly module: string;
  /** Given to `createEngine`; must survive structured cloning. */
  readonly options: Readonly<Record<string, boolean | number | string>>;
  /** Shown in ModelConfig `parameters`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the module of a definition exports. */
export interface EngineModule {
  createEngine(options: ModelDefinition['options']): Promise<Engine>;
}
