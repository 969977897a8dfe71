import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';

import { InferenceError } from './inference-error';
import type { InferenceErrorCode } from './inference-error';

function codeName(code: status): InferenceErrorCode {
  const name = Object.entries(status).find(([, value]) => value === code)?.[0];
  return name === undefined || name === 'OK' ? 'UNKNOWN' : (name as InferenceErrorCode);
}

export function fromServiceError(error: ServiceError): InferenceError {
  return new InferenceError(codeName(error.code), error.details, { cause: error });
}
