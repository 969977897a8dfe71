import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';

import { fromServiceError } from './grpc-error';
import { InferenceError, isSequenceLost } from './inference-error';

function serviceError(code: status): ServiceError {
  const error = new Error('ignored') as ServiceError;
  return Object.assign(error, { code, details: 'as the server said' });
}

describe('InferenceError', () => {
  it('carries the name of the gRPC status, the server’s words and the cause', () => {
    const cause = serviceError(status.NOT_FOUND);
    const error = fromServiceError(cause);
    expect(error.code).toBe('NOT_FOUND');
    expect(error.message).toBe('as the server said');
    expect(error.cause).toBe(cause);
  });

  it.each([
    ['UNAVAILABLE', true],
    ['ABORTED', true],
    ['DEADLINE_EXCEEDED', false],
    ['RESOURCE_EXHAUSTED', false],
    ['INVALID_ARGUMENT', false],
    ['INTERNAL', false],
    ['CANCELLED', false],
  ] as const)('%s: a retry may help is %s', (code, retryable) => {
    expect(fromServiceError(serviceError(status[code])).retryable).toBe(retryable);
  });

  it('tells a lost sequence from other bad requests', () => {
    const lost = "inference request for sequence 7 to model 'm' must specify the START flag on the";
    expect(isSequenceLost(new InferenceError('INVALID_ARGUMENT', lost))).toBe(true);
    expect(isSequenceLost(new InferenceError('INVALID_ARGUMENT', 'unexpected shape'))).toBe(false);
  });
});
