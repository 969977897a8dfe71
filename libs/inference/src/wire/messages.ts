/*
 * The messages of grpc_service.proto that we use, as proto-loader gives and takes them with the
 * options in `service.ts`: snake_case, 64-bit integers as strings, every field set on what is
 * received. What we send may leave fields out and may give 64-bit integers as numbers.
 */

/** The one field of `InferParameter` that is set, and its name. */
export type WireParameter =
  | { readonly parameter_choice?: 'bool_param'; readonly bool_param: boolean }
  | { readonly parameter_choice?: 'int64_param'; readonly int64_param: string | number }
  | { readonly parameter_choice?: 'string_param'; readonly string_param: string }
  | { readonly parameter_choice?: 'double_param'; readonly double_param: number }
  | { readonly parameter_choice?: 'uint64_param'; readonly uint64_param: string | number };

export type WireParameters = Readonly<Record<string, WireParameter>>;

export interface WireTensorContents {
  readonly bool_contents: readonly boolean[];
  readonly int_contents: readonly number[];
  readonly int64_contents: readonly (string | number)[];
  readonly uint_contents: readonly number[];
  readonly uint64_contents: readonly (string | number)[];
  readonly fp32_contents: readonly number[];
  readonly fp64_contents: readonly number[];
  readonly bytes_contents: readonly Uint8Array[];
}

export interface WireTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly (string | number)[];
  readonly parameters?: WireParameters;
  readonly contents?: Partial<WireTensorContents> | null;
}

export interface WireInferRequest {
  readonly model_name: string;
  readonly model_version?: string;
  readonly id?: string;
  readonly parameters?: WireParameters;
  readonly inputs?: readonly WireTensor[];
  readonly outputs?: readonly { readonly name: string; readonly parameters?: WireParameters }[];
  readonly raw_input_contents?: readonly Uint8Array[];
}

export interface WireInferResponse {
  readonly model_name?: string;
  readonly model_version?: string;
  readonly id?: string;
  readonly parameters?: WireParameters;
  readonly outputs?: readonly WireTensor[];
  readonly raw_output_contents?: readonly Uint8Array[];
}

export interface WireStreamInferResponse {
  readonly error_message?: string;
  readonly infer_response?: WireInferResponse | null;
}

export type WireEmpty = Readonly<Record<string, never>>;

export interface WireModelName {
  readonly name: string;
  readonly version?: string;
}

export interface WireTensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly (string | number)[];
}

export interface WireModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly WireTensorMetadata[];
  readonly outputs: readonly WireTensorMetadata[];
}

export interface WireServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

export interface WireModelIndex {
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly reason: string;
}

/** `count` of something and the nanoseconds that all of them took together. */
export interface WireDuration {
  readonly count: string | number;
  readonly ns: string | number;
}

export interface WireInferStatistics {
  readonly success?: WireDuration | null;
  readonly fail?: WireDuration | null;
  readonly queue?: WireDuration | null;
  readonly compute_input?: WireDuration | null;
  readonly compute_infer?: WireDuration | null;
  readonly compute_output?: WireDuration | null;
}

/** Of a decoupled model, one entry for each index of a response within its request. */
export interface WireResponseStatistics {
  readonly compute_infer?: WireDuration | null;
  readonly compute_output?: WireDuration | null;
  readonly success?: WireDuration | null;
  readonly fail?: WireDuration | null;
  readonly empty_response?: WireDuration | null;
  readonly cancel?: WireDuration | null;
}

export interface WireModelStatistics {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly last_inference: string | number;
  readonly inference_count: string | number;
  readonly execution_count: string | number;
  readonly inference_stats?: WireInferStatistics | null;
  readonly response_stats?: Readonly<Record<string, WireResponseStatistics>>;
}

export interface WireModelConfig {
  readonly name: string;
  readonly platform: string;
  readonly backend: string;
  readonly max_batch_size: number;
  readonly input: readonly WireConfigTensor[];
  readonly output: readonly WireConfigTensor[];
  readonly instance_group: readonly WireInstanceGroup[];
  readonly model_transaction_policy?: { readonly decoupled: boolean } | null;
  readonly sequence_batching?: WireSequenceBatching | null;
  readonly parameters: Readonly<Record<string, { readonly string_value: string }>>;
}

export interface WireConfigTensor {
  readonly name: string;
  /** As in model_config.proto: `TYPE_FP32`, and `TYPE_STRING` for BYTES. */
  readonly data_type: string;
  readonly dims: readonly (string | number)[];
  readonly optional?: boolean;
}

export interface WireInstanceGroup {
  readonly name: string;
  readonly kind: string;
  readonly count: number;
}

export interface WireSequenceBatching {
  readonly max_sequence_idle_microseconds: string | number;
  readonly oldest?: { readonly max_candidate_sequences: number } | null;
}
