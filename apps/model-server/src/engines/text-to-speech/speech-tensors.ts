import type { EngineOutputs, EngineRequest, ModelDefinition } from '../engine';
import { EngineError } from '../engine';
import { readText } from '../tensors/read-tensor';
import { fp32, int32 } from '../tensors/write-tensor';

/** What every text-to-speech model takes and gives: one request a segment of text. */
export const SPEECH_TENSORS = {
  inputs: [
    { name: 'TEXT', datatype: 'BYTES', shape: [1] },
    { name: 'VOICE', datatype: 'BYTES', shape: [1] },
    { name: 'LANGUAGE', datatype: 'BYTES', shape: [1] },
  ],
  outputs: [
    { name: 'AUDIO', datatype: 'FP32', shape: [-1] },
    { name: 'SAMPLE_RATE', datatype: 'INT32', shape: [1] },
  ],
} as const satisfies Pick<ModelDefinition, 'inputs' | 'outputs'>;

/** Some two minutes of speech. Segments are a sentence long; this bounds what one caller can hold up. */
const MAX_TEXT_CHARS = 2_000;

export interface SpeechRequest {
  readonly text: string;
  readonly voice: string;
  readonly language: string;
}

/** @throws EngineError INVALID_ARGUMENT */
export function readSpeechRequest(request: EngineRequest): SpeechRequest {
  const text = readText(request, 'TEXT');
  if (text.length > MAX_TEXT_CHARS) {
    throw new EngineError(
      'INVALID_ARGUMENT',
      `TEXT has ${text.length} characters; at most ${MAX_TEXT_CHARS} are taken`,
    );
  }
  return { text, voice: readText(request, 'VOICE'), language: readText(request, 'LANGUAGE') };
}

/** One response: samples of -1…1 that follow those of the response before. */
export function speechOutputs(samples: Float32Array, sampleRateHz: number): EngineOutputs {
  return { AUDIO: fp32(samples), SAMPLE_RATE: int32(sampleRateHz) };
}
