import type { ModelDefinition } from '../../engine';
import { LANGUAGE_NAMES, VOICE_NAMES } from './voices';

/** How a text-to-speech model is served by eSpeak NG. */
export const ESPEAK_ENGINE = {
  platform: 'espeak-ng',
  computes: true,
  // One at a time, each some 200 times faster than speech: the others wait for milliseconds.
  capacityPerInstance: 32,
  module: 'text-to-speech/espeak/espeak-engine',
  parameters: {
    engine: 'eSpeak NG, a formant synthesizer on the CPU',
    voices: ['default', ...VOICE_NAMES].join(','),
    languages: LANGUAGE_NAMES.join(','),
  },
} as const satisfies Partial<ModelDefinition>;
