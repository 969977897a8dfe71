import type { ModelDefinition } from '../engine';
import { numberSetting } from '../number-setting';
import { syntheticSettings } from './synthetic/synthetic-options';

/** As Triton's vLLM backend declares them, without what only other models use. */
const TENSORS = {
  inputs: [
    { name: 'text_input', datatype: 'BYTES', shape: [1] },
    { name: 'stream', datatype: 'BOOL', shape: [1], optional: true },
    { name: 'sampling_parameters', datatype: 'BYTES', shape: [1], optional: true },
    { name: 'exclude_input_in_output', datatype: 'BOOL', shape: [1], optional: true },
    { name: 'return_finish_reason', datatype: 'BOOL', shape: [1], optional: true },
    { name: 'return_num_input_tokens', datatype: 'BOOL', shape: [1], optional: true },
    { name: 'return_num_output_tokens', datatype: 'BOOL', shape: [1], optional: true },
  ],
  outputs: [
    { name: 'text_output', datatype: 'BYTES', shape: [-1] },
    { name: 'finish_reason', datatype: 'BYTES', shape: [-1] },
    { name: 'num_input_tokens', datatype: 'UINT32', shape: [1] },
    { name: 'num_output_tokens', datatype: 'UINT32', shape: [-1] },
  ],
} as const satisfies Pick<ModelDefinition, 'inputs' | 'outputs'>;

/** Generations at a time. An answer of the rules takes well under a millisecond, so this is a queue. */
const CAPACITY = 256;

const SHARED = {
  name: 'qwen3',
  decoupled: true,
  ...TENSORS,
  instances: 1,
  capacityPerInstance: CAPACITY,
} as const;

/** A rule-based dialogue that needs no model file. */
export const embedded: ModelDefinition = {
  ...SHARED,
  platform: 'dialogue-rules',
  computes: true,
  module: 'qwen3/dialogue-engine',
  options: {},
  parameters: { engine: 'rule-based dialogue in English; not a language model' },
};

/** Set latencies and a fixed function of the prompt, for benchmarks and tests. */
export const synthetic: ModelDefinition = {
  ...SHARED,
  platform: 'synthetic',
  computes: false,
  module: 'qwen3/synthetic/synthetic-engine',
  options: { ...syntheticSettings() },
  capacityPerInstance: numberSetting(
    'VOXRAIL_SYNTHETIC_LLM_CAPACITY',
    { min: 1, max: CAPACITY },
    CAPACITY,
  ),
  parameters: { engine: 'synthetic; says nothing that means anything' },
};
