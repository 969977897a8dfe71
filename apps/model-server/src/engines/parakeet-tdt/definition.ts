import type { ModelDefinition } from '../engine';
import { numberSetting } from '../synthetic-settings';

const SHARED = {
  name: 'parakeet_tdt',
  decoupled: false,
  inputs: [
    { name: 'AUDIO', datatype: 'INT16', shape: [-1] },
    { name: 'DECODE', datatype: 'BOOL', shape: [1] },
  ],
  outputs: [
    { name: 'TEXT', datatype: 'BYTES', shape: [1] },
    { name: 'WORDS', datatype: 'BYTES', shape: [1] },
    { name: 'CONFIDENCE', datatype: 'FP32', shape: [1] },
  ],
  // A live utterance brings audio many times a second; a pause of the person ends it.
  sequence: { maxIdleMs: 10_000 },
} as const satisfies Partial<ModelDefinition>;

/**
 * CMU PocketSphinx. A decoder is one utterance's at a time. Two threads, for the two cores that a
 * small machine has; a second decoder of a thread shares its language model.
 */
export const embedded: ModelDefinition = {
  ...SHARED,
  platform: 'pocketsphinx',
  instances: 2,
  capacityPerInstance: 2,
  module: 'parakeet-tdt/pocketsphinx/pocketsphinx-engine',
  options: { decoders: 2 },
  parameters: { engine: 'CMU PocketSphinx with its US English model, on the CPU' },
};

export const synthetic: ModelDefinition = {
  ...SHARED,
  platform: 'synthetic',
  instances: 1,
  capacityPerInstance: 256,
  module: 'parakeet-tdt/synthetic/synthetic-engine',
  options: {
    /** How long a decode takes that asks for the final text. */
    finalMs: numberSetting('ASR_FINAL_MS', 0, 60_000, 0),
    /** How long a decode takes that asks for the running hypothesis. */
    runningMs: numberSetting('ASR_RUNNING_MS', 0, 60_000, 0),
    /** Voiced audio that makes one word. */
    wordMs: numberSetting('ASR_WORD_MS', 20, 10_000, 300),
  },
  parameters: { engine: 'synthetic; words made of the sound, not heard in it' },
};
