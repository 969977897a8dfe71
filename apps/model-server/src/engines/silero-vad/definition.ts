import type { ModelDefinition } from '../engine';

/** The stock graph's own names and shapes; -1 is the number of streams in the call. */
export const embedded: ModelDefinition = {
  name: 'silero_vad',
  platform: 'onnxruntime',
  decoupled: false,
  computes: true,
  inputs: [
    { name: 'input', datatype: 'FP32', shape: [-1, 576] },
    { name: 'state', datatype: 'FP32', shape: [2, -1, 128] },
    { name: 'sr', datatype: 'INT64', shape: [1] },
  ],
  outputs: [
    { name: 'output', datatype: 'FP32', shape: [-1, 1] },
    { name: 'stateN', datatype: 'FP32', shape: [2, -1, 128] },
  ],
  instances: 1,
  // A call of 32 streams takes about 3 ms: this is how many rail workers may call in the same tick.
  capacityPerInstance: 32,
  module: 'silero-vad/silero-engine',
  options: {},
  parameters: { engine: 'Silero VAD v5 on the CPU', intra_op_thread_count: '1' },
};

/** Cheap enough that benchmarks run the real one. */
export const synthetic: ModelDefinition = embedded;
