import type {
  WireDuration,
  WireModelIndex,
  WireModelMetadata,
  WireModelStatistics,
  WireTensorMetadata,
} from './wire/messages';

export interface TensorDescription {
  readonly name: string;
  readonly datatype: string;
  /** -1 where a dimension is free. */
  readonly shape: readonly number[];
}

export interface ModelDescription {
  readonly name: string;
  readonly versions: readonly string[];
  /** What runs the model: for instance `onnxruntime_onnx` on Triton, the engine's name on model-server. */
  readonly platform: string;
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
}

export interface ServerDescription {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

export interface ModelIndexEntry {
  readonly name: string;
  readonly version: string;
  /** Triton's words: READY, UNAVAILABLE, LOADING, UNLOADING. */
  readonly state: string;
  /** Why it is not ready; empty otherwise. */
  readonly reason: string;
}

/** How often something happened, and how long all of it took together. */
export interface CountAndTime {
  readonly count: number;
  readonly totalMs: number;
}

export interface ModelStatisticsEntry {
  readonly name: string;
  readonly inferenceCount: number;
  readonly executionCount: number;
  readonly success: CountAndTime;
  readonly fail: CountAndTime;
  readonly queue: CountAndTime;
  readonly computeInfer: CountAndTime;
}

const NS_PER_MS = 1e6;

function describeTensor(tensor: WireTensorMetadata): TensorDescription {
  return { name: tensor.name, datatype: tensor.datatype, shape: tensor.shape.map(Number) };
}

export function describeModel(wire: WireModelMetadata): ModelDescription {
  return {
    name: wire.name,
    versions: wire.versions,
    platform: wire.platform,
    inputs: wire.inputs.map(describeTensor),
    outputs: wire.outputs.map(describeTensor),
  };
}

export function describeIndexEntry(wire: WireModelIndex): ModelIndexEntry {
  return { name: wire.name, version: wire.version, state: wire.state, reason: wire.reason };
}

function countAndTime(wire: WireDuration | null | undefined): CountAndTime {
  return { count: Number(wire?.count ?? 0), totalMs: Number(wire?.ns ?? 0) / NS_PER_MS };
}

export function describeStatistics(wire: WireModelStatistics): ModelStatisticsEntry {
  return {
    name: wire.name,
    inferenceCount: Number(wire.inference_count),
    executionCount: Number(wire.execution_count),
    success: countAndTime(wire.inference_stats?.success),
    fail: countAndTime(wire.inference_stats?.fail),
    queue: countAndTime(wire.inference_stats?.queue),
    computeInfer: countAndTime(wire.inference_stats?.compute_infer),
  };
}
