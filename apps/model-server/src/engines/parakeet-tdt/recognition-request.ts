import type { EngineRequest, SequenceId } from '../engine';
import { EngineError } from '../engine';
import { readBool, readInt16 } from '../tensors/read-tensor';

const SAMPLE_RATE_HZ = 16_000;

/** Two minutes: a whole utterance sent again after a worker was lost fits. More would block for seconds. */
const MAX_REQUEST_SAMPLES = 120 * SAMPLE_RATE_HZ;

/** Five minutes. The rails end an utterance long before. */
const MAX_UTTERANCE_SAMPLES = 300 * SAMPLE_RATE_HZ;

/** Which text a decode is to give: what the search has now, or what END would give. */
export type Hypothesis = 'running' | 'final';

export interface RecognitionRequest {
  readonly sequenceId: SequenceId;
  readonly start: boolean;
  readonly end: boolean;
  /** New samples since the request before; may be none. */
  readonly audio: Int16Array;
  readonly decode: Hypothesis | undefined;
}

function readHypothesis(request: EngineRequest): Hypothesis {
  const { hypothesis = 'final' } = request.parameters;
  if (hypothesis === 'running' || hypothesis === 'final') return hypothesis;
  throw new EngineError('INVALID_ARGUMENT', 'parameter hypothesis must be "running" or "final"');
}

/** @throws EngineError INVALID_ARGUMENT */
export function readRecognitionRequest(request: EngineRequest): RecognitionRequest {
  const { sequence } = request;
  if (sequence === undefined) {
    throw new EngineError('INVALID_ARGUMENT', 'an utterance is a sequence: its id is missing');
  }
  const audio = readInt16(request, 'AUDIO');
  if (audio.length > MAX_REQUEST_SAMPLES) {
    throw new EngineError(
      'INVALID_ARGUMENT',
      `AUDIO has ${audio.length} samples; at most ${MAX_REQUEST_SAMPLES} are taken at a time`,
    );
  }
  const decode = readBool(request, 'DECODE') ? readHypothesis(request) : undefined;
  return {
    sequenceId: sequence.id,
    start: sequence.start,
    end: sequence.end,
    audio,
    // After END nothing can change any more.
    decode: decode !== undefined && sequence.end ? 'final' : decode,
  };
}

/** @throws EngineError INVALID_ARGUMENT when the utterance would become longer than is kept. */
export function checkUtteranceLength(samples: number): void {
  if (samples <= MAX_UTTERANCE_SAMPLES) return;
  throw new EngineError(
    'INVALID_ARGUMENT',
    `the utterance has more than ${MAX_UTTERANCE_SAMPLES} samples`,
  );
}
