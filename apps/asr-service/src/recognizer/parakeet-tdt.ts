import type { InferenceClient, InferRequest, InferResult } from '@voxrail/inference';
import {
  boolTensor,
  InferenceError,
  int16Tensor,
  isSequenceLost,
  readBytes,
  readFp32,
} from '@voxrail/inference';

import type { RecognizeAudio, Recognition, SequenceRequest } from './recognition';
import { RecognizerError } from './recognizer-error';
import { parseWordTimings } from './word-timings';

export const PARAKEET_TDT = 'parakeet_tdt';

/** Confidence as the model gives it, which some recognizers do not know: then it is 0. */
function probability(value: number | undefined): number {
  return value !== undefined && value > 0 ? Math.min(1, value) : 0;
}

function inferRequest(request: SequenceRequest): InferRequest {
  return {
    model: PARAKEET_TDT,
    inputs: [int16Tensor('AUDIO', request.audio), boolTensor('DECODE', [request.decode !== 'no'])],
    sequence: { id: request.sequenceId, start: request.start, end: request.end },
    ...(request.decode === 'running' && { parameters: { hypothesis: 'running' } }),
  };
}

function recognitionOf(result: InferResult): Recognition {
  return {
    text: (readBytes(result, 'TEXT')[0] ?? '').trim(),
    confidence: probability(readFp32(result, 'CONFIDENCE')[0]),
    words: parseWordTimings(readBytes(result, 'WORDS')[0] ?? ''),
  };
}

function meaningOf(cause: unknown): RecognizerError {
  if (!(cause instanceof InferenceError)) return RecognizerError.from(cause);
  if (cause.code === 'UNAVAILABLE') {
    return new RecognizerError('capacity', 'no speech recognizer is free', { cause });
  }
  // The audio is not to blame: in push to talk a long pause in the middle of an utterance is enough.
  if (isSequenceLost(cause)) {
    return new RecognizerError('capacity', 'the speech recognizer was given to another', { cause });
  }
  return RecognizerError.from(cause);
}

/** The model `parakeet_tdt` behind `client`: AUDIO INT16 [-1] at 16 kHz and DECODE BOOL [1]. */
export function parakeetTdt(client: InferenceClient): RecognizeAudio {
  return async (request, options) => {
    try {
      const result = await client.infer(inferRequest(request), options);
      return request.decode === 'no' ? null : recognitionOf(result);
    } catch (cause) {
      throw meaningOf(cause);
    }
  };
}
