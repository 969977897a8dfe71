import type { InferRequest, InferResult, ModelTensors } from '@voxrail/inference';
import { bytesTensor, readFp32, readInt32 } from '@voxrail/inference';

import type { VoiceRoute } from './voice-route';

/** Audio of a model, as it came. */
export interface ModelAudio {
  /** -1…1. */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

/** Rates outside are no audio for a voice but a tensor that was misread. */
const MIN_SAMPLE_RATE_HZ = 8_000;
const MAX_SAMPLE_RATE_HZ = 96_000;

export const SPEECH_MODEL_TENSORS: ModelTensors = {
  inputs: [
    { name: 'TEXT', datatype: 'BYTES', shape: [1] },
    { name: 'VOICE', datatype: 'BYTES', shape: [1] },
    { name: 'LANGUAGE', datatype: 'BYTES', shape: [1] },
  ],
  outputs: [
    { name: 'AUDIO', datatype: 'FP32', shape: [-1] },
    { name: 'SAMPLE_RATE', datatype: 'INT32', shape: [1] },
  ],
};

/** One segment; the model is decoupled. */
export function segmentRequest(text: string, route: VoiceRoute, language: string): InferRequest {
  return {
    model: route.model,
    inputs: [
      bytesTensor('TEXT', [text]),
      bytesTensor('VOICE', [route.voice]),
      bytesTensor('LANGUAGE', [language]),
    ],
  };
}

/**
 * The audio of one answer; undefined for an answer without any, as the final one may be.
 * @throws InferenceError, RangeError where the answer is not what the model promises.
 */
export function readModelAudio(result: InferResult): ModelAudio | undefined {
  if (!result.outputs.has('AUDIO')) return undefined;
  const samples = readFp32(result, 'AUDIO');
  if (samples.length === 0) return undefined;
  const sampleRateHz = readInt32(result, 'SAMPLE_RATE')[0] ?? 0;
  if (sampleRateHz < MIN_SAMPLE_RATE_HZ || sampleRateHz > MAX_SAMPLE_RATE_HZ) {
    throw new RangeError(`${result.model} gives audio at ${sampleRateHz} Hz`);
  }
  return { samples, sampleRateHz };
}
