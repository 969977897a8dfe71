import type { ModelDefinition } from '../engine';
import { ESPEAK_ENGINE } from '../text-to-speech/espeak/espeak-definition';
import { SPEECH_TENSORS } from '../text-to-speech/speech-tensors';
import { SYNTHETIC_SPEECH_ENGINE } from '../text-to-speech/synthetic/synthetic-definition';

const SHARED = { name: 'chatterbox', decoupled: true, ...SPEECH_TENSORS } as const;

/** eSpeak NG with a male voice. Two threads: a long segment must not hold up another caller's first. */
export const embedded: ModelDefinition = {
  ...SHARED,
  ...ESPEAK_ENGINE,
  instances: 2,
  options: { defaultVoice: 'male' },
};

export const synthetic: ModelDefinition = { ...SHARED, ...SYNTHETIC_SPEECH_ENGINE };
