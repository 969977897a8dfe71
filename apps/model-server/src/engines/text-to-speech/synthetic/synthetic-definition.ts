import type { ModelDefinition } from '../../engine';
import { numberSetting } from '../../number-setting';

/** How a text-to-speech model is served by set latencies and a tone. */
export const SYNTHETIC_SPEECH_ENGINE = {
  platform: 'synthetic',
  computes: false,
  instances: 1,
  capacityPerInstance: 256,
  module: 'text-to-speech/synthetic/synthetic-engine',
  options: {
    /** From the request to its first samples. */
    firstAudioMs: numberSetting('VOXRAIL_SYNTHETIC_TTS_FIRST_AUDIO_MS', { min: 0, max: 60_000 }, 0),
    /** Times real time; 0 is as fast as it goes. */
    speed: numberSetting('VOXRAIL_SYNTHETIC_TTS_SPEED', { min: 0, max: 10_000 }, 0),
    msPerCharacter: numberSetting(
      'VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER',
      { min: 1, max: 1_000 },
      60,
    ),
    /** Another rate than 22,050 makes the rail resample. */
    sampleRateHz: numberSetting(
      'VOXRAIL_SYNTHETIC_TTS_SAMPLE_RATE_HZ',
      { min: 8_000, max: 96_000, integer: true },
      22_050,
    ),
    /** Every n-th request fails; 0: none does. */
    failEvery: numberSetting(
      'VOXRAIL_SYNTHETIC_TTS_FAIL_EVERY',
      { min: 0, max: 1_000_000, integer: true },
      0,
    ),
    /** After so much of its audio. */
    failAfterMs: numberSetting('VOXRAIL_SYNTHETIC_TTS_FAIL_AFTER_MS', { min: 0, max: 60_000 }, 0),
  },
  parameters: { engine: 'synthetic; a tone as long as its text' },
} satisfies Omit<ModelDefinition, 'name' | 'decoupled' | 'inputs' | 'outputs'>;
