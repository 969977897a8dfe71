import type { ModelDefinition } from '../../engines/engine';

function fixture(
  name: string,
  own: Pick<ModelDefinition, 'module' | 'inputs' | 'outputs'> & Partial<ModelDefinition>,
): ModelDefinition {
  return {
    name,
    platform: 'fixture',
    decoupled: false,
    computes: true,
    instances: 1,
    capacityPerInstance: 4,
    options: {},
    parameters: {},
    ...own,
    module: `../hosting/testing/${own.module}`,
  };
}

const ECHO = fixture('echo', {
  module: 'echo-engine',
  inputs: [
    { name: 'NUMBERS', datatype: 'FP32', shape: [-1] },
    { name: 'PAIR', datatype: 'INT64', shape: [2], optional: true },
    { name: 'SAMPLES', datatype: 'INT16', shape: [-1], optional: true },
    { name: 'FLAGS', datatype: 'BOOL', shape: [-1], optional: true },
    { name: 'TEXTS', datatype: 'BYTES', shape: [-1], optional: true },
  ],
  outputs: [
    { name: 'NUMBERS_OUT', datatype: 'FP32', shape: [-1] },
    { name: 'PAIR_OUT', datatype: 'INT64', shape: [2] },
    { name: 'SAMPLES_OUT', datatype: 'INT16', shape: [-1] },
    { name: 'FLAGS_OUT', datatype: 'BOOL', shape: [-1] },
    { name: 'TEXTS_OUT', datatype: 'BYTES', shape: [-1] },
  ],
  capacityPerInstance: 64,
});

const SLOW = fixture('slow', {
  module: 'slow-engine',
  inputs: [{ name: 'DELAY_MS', datatype: 'INT32', shape: [1] }],
  outputs: [{ name: 'CANCELLATIONS', datatype: 'INT32', shape: [1] }],
  capacityPerInstance: 2,
});

const FRAGILE = fixture('fragile', {
  module: 'fragile-engine',
  inputs: [],
  outputs: [{ name: 'REQUESTS', datatype: 'INT32', shape: [1] }],
});

/** Is away for long enough to be found so, also by a test that stalls. */
const SLOW_TO_COME_BACK = fixture('slow_to_come_back', {
  module: 'fragile-engine',
  inputs: [],
  outputs: [{ name: 'REQUESTS', datatype: 'INT32', shape: [1] }],
  options: { loadMs: 1_500 },
});

const COUNTER = fixture('counter', {
  module: 'counter-engine',
  decoupled: true,
  inputs: [
    { name: 'COUNT', datatype: 'INT32', shape: [1] },
    { name: 'INTERVAL_MS', datatype: 'INT32', shape: [1], optional: true },
  ],
  outputs: [{ name: 'INDEX', datatype: 'INT32', shape: [1] }],
});

const ACCUMULATOR = fixture('accumulator', {
  module: 'accumulator-engine',
  inputs: [
    { name: 'VALUE', datatype: 'INT32', shape: [1] },
    { name: 'DELAY_MS', datatype: 'INT32', shape: [1], optional: true },
  ],
  outputs: [
    { name: 'SUM', datatype: 'INT32', shape: [1] },
    { name: 'HELD', datatype: 'INT32', shape: [1] },
    { name: 'THREAD', datatype: 'INT32', shape: [1] },
  ],
  instances: 2,
  capacityPerInstance: 2,
  sequence: { maxIdleMs: 2_000 },
});

const BROKEN = fixture('broken', { module: 'broken-engine', inputs: [], outputs: [] });

/** The models with which hosting and protocol are tested; none of them is in any catalog. */
export const FIXTURE_MODELS: readonly ModelDefinition[] = [
  ECHO,
  SLOW,
  FRAGILE,
  SLOW_TO_COME_BACK,
  COUNTER,
  ACCUMULATOR,
  BROKEN,
];
