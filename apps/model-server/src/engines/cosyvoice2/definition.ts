import type { ModelDefinition } from '../engine';
import { ESPEAK_ENGINE } from '../text-to-speech/espeak/espeak-definition';
import { SPEECH_TENSORS } from '../text-to-speech/speech-tensors';
import { SYNTHETIC_SPEECH_ENGINE } from '../text-to-speech/synthetic/synthetic-definition';

const SHARED = { name: 'cosyvoice2', decoupled: true, ...SPEECH_TENSORS } as const;

/** eSpeak NG with a female voice. */
export const embedded: ModelDefinition = {
  ...SHARED,
  ...ESPEAK_ENGINE,
  instances: 1,
  options: { defaultVoice: 'female' },
};

export const synthetic: ModelDefinition = { ...SHARED, ...SYNTHETIC_SPEECH_ENGINE };
