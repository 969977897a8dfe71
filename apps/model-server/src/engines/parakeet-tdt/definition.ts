import type { ModelDefinition } from '../engine';
import { numberSetting } from '../number-setting';

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
  // A live utterance brings audio many times a second: this long without any is a caller that is gone.
  sequence: { maxIdleMs: 10_000 },
} as const satisfies Partial<ModelDefinition>;

/**
 * CMU PocketSphinx: a thread, its decoder and 90 MB for each utterance that is spoken at the same time.
 * A decoder uses 0.07 of a core while somebody speaks.
 */
export const embedded: ModelDefinition = {
  ...SHARED,
  platform: 'pocketsphinx',
  computes: true,
  instances: numberSetting('VOXRAIL_PARAKEET_TDT_DECODERS', { min: 1, max: 64, integer: true }, 3),
  capacityPerInstance: 1,
  module: 'parakeet-tdt/pocketsphinx/pocketsphinx-engine',
  options: { modelPath: '/usr/share/pocketsphinx/model/en-us' },
  parameters: {
    engine: 'CMU PocketSphinx with its US English model, on the CPU',
    languages: 'en',
  },
};

export const synthetic: ModelDefinition = {
  ...SHARED,
  platform: 'synthetic',
  computes: false,
  instances: 1,
  capacityPerInstance: 256,
  module: 'parakeet-tdt/synthetic/synthetic-engine',
  options: {
    /** How long a decode takes that asks for the final text. */
    finalMs: numberSetting('VOXRAIL_SYNTHETIC_ASR_FINAL_MS', { min: 0, max: 60_000 }, 0),
    /** How long a decode takes that asks for the running hypothesis. */
    runningMs: numberSetting('VOXRAIL_SYNTHETIC_ASR_RUNNING_MS', { min: 0, max: 60_000 }, 0),
    /** Voiced audio that makes one word. */
    wordMs: numberSetting('VOXRAIL_SYNTHETIC_ASR_WORD_MS', { min: 20, max: 10_000 }, 300),
    /** Every n-th decode of a final text fails; 0: none does. */
    failEvery: numberSetting(
      'VOXRAIL_SYNTHETIC_ASR_FAIL_EVERY',
      { min: 0, max: 1_000_000, integer: true },
      0,
    ),
  },
  parameters: { engine: 'synthetic; words made of the sound, not heard in it' },
};
