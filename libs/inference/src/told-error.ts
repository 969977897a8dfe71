import type { InferenceErrorCode } from './inference-error';
import { InferenceError } from './inference-error';

/** In the order in which they are looked for: a model that is not ready is `unknown`, too. */
const CODES: readonly (readonly [RegExp, InferenceErrorCode])[] = [
  [
    /is not at ready state|Exceeds maximum queue size|Request timeout expired|the model instance/,
    'UNAVAILABLE',
  ],
  [/^Request for unknown model/, 'NOT_FOUND'],
  [
    /must specify the START flag|correlation ID|input\(s\)|unexpected (shape|inference)|data-type is|size mismatch|tensor data/,
    'INVALID_ARGUMENT',
  ],
];

/**
 * A failure that stands in an answer. A request that Triton refuses before a model has it is told by its
 * words alone, also on a stream that asked for status codes (seen with 2.51), and the code has to be made
 * of them; what they do not tell is UNKNOWN.
 */
export function fromErrorMessage(words: string): InferenceError {
  const code = CODES.find(([pattern]) => pattern.test(words))?.[1] ?? 'UNKNOWN';
  return new InferenceError(code, words);
}
