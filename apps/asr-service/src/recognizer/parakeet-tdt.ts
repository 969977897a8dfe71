import type { Clock } from '@voxrail/clock';
import type {
  InferenceClient,
  InferRequest,
  InferResult,
  ModelTensors,
  RequestStream,
} from '@voxrail/inference';
import {
  boolTensor,
  InferenceError,
  int16Tensor,
  isSequenceLost,
  readBytes,
  readFp32,
} from '@voxrail/inference';

import type { Recognition, RecognizeOptions, SequenceRequest } from './recognition';
import { RecognizerError } from './recognizer-error';
import { parseWordTimings } from './word-timings';

export const PARAKEET_TDT = 'parakeet_tdt';

export const PARAKEET_TDT_TENSORS: ModelTensors = {
  inputs: [
    { name: 'AUDIO', datatype: 'INT16', shape: [-1] },
    { name: 'DECODE', datatype: 'BOOL', shape: [1] },
  ],
  outputs: [
    { name: 'TEXT', datatype: 'BYTES', shape: [1] },
    { name: 'WORDS', datatype: 'BYTES', shape: [1] },
    { name: 'CONFIDENCE', datatype: 'FP32', shape: [1] },
  ],
};

/** Confidence as the model gives it, which some recognizers do not know: then it is 0. */
function probability(value: number | undefined): number {
  return value !== undefined && value > 0 ? Math.min(1, value) : 0;
}

function inferRequest(request: SequenceRequest): InferRequest {
  return {
    model: PARAKEET_TDT,
    inputs: [int16Tensor('AUDIO', request.audio), boolTensor('DECODE', [request.decode !== 'no'])],
    sequence: { id: request.sequenceId, start: request.start, end: request.end },
    parameters: {
      ...(request.language !== undefined && { language: request.language }),
      ...(request.decode === 'running' && { hypothesis: 'running' }),
    },
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

/**
 * The model `parakeet_tdt` behind `client`; AUDIO is at 16 kHz. The
 * requests of a sequence share a stream, so that they reach the server that has its audio.
 */
export class ParakeetTdt {
  private readonly streams = new Map<string, RequestStream>();

  public constructor(
    private readonly client: InferenceClient,
    private readonly clock: Clock,
  ) {}

  /** See `RecognizeAudio`. */
  public async recognize(
    request: SequenceRequest,
    options: RecognizeOptions,
  ): Promise<Recognition | null> {
    const { sequenceId } = request;
    const stream = this.streamOf(sequenceId, options.traceparent);
    try {
      const answer = stream.infer(inferRequest(request), options.deadlineMs);
      if (request.end) this.forget(sequenceId);
      const result = await answer;
      return request.decode === 'no' ? null : recognitionOf(result);
    } catch (cause) {
      this.forget(sequenceId);
      throw meaningOf(cause);
    }
  }

  private streamOf(sequenceId: string, traceparent: string): RequestStream {
    const known = this.streams.get(sequenceId);
    if (known?.open === true) return known;
    const opened = this.client.openRequestStream(this.clock, { traceparent });
    this.streams.set(sequenceId, opened);
    return opened;
  }

  private forget(sequenceId: string): void {
    this.streams.get(sequenceId)?.end();
    this.streams.delete(sequenceId);
  }
}
