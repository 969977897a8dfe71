import { InferenceError } from '@voxrail/inference';

import { PromptError } from '../prompt/prompt-error';

/** Why a generation did not come to its end; `message` holds nothing that anyone said. */
export interface GenerationFailure {
  readonly code: string;
  readonly message: string;
  /** Whether the same start may succeed, here or on another worker. */
  readonly retryable: boolean;
  readonly cause?: unknown;
}

export const DEADLINE_EXCEEDED: GenerationFailure = {
  code: 'deadline_exceeded',
  message: 'the answer was not complete by its deadline',
  retryable: false,
};

export const FIRST_TOKEN_TIMEOUT: GenerationFailure = {
  code: 'first_token_timeout',
  message: 'the model did not begin to answer',
  retryable: true,
};

export const TOKEN_TIMEOUT: GenerationFailure = {
  code: 'token_timeout',
  message: 'the model stopped in the middle of its answer',
  retryable: true,
};

export const STREAM_INCOMPLETE: GenerationFailure = {
  code: 'stream_incomplete',
  message: 'the stream ended before the answer did',
  retryable: true,
};

/** A server's own words may quote the prompt, so only the name of its status is told. */
export function failureOf(error: unknown): GenerationFailure {
  if (error instanceof PromptError) {
    const { code, message, retryable } = error;
    return { code, message, retryable, cause: error };
  }
  if (error instanceof InferenceError) {
    const code = error.code.toLowerCase();
    return {
      code,
      message: `the model answered ${error.code}`,
      retryable: error.retryable,
      cause: error,
    };
  }
  return { code: 'internal', message: 'the generation failed', retryable: false, cause: error };
}
