import { status } from '@grpc/grpc-js';
import type { StatusObject } from '@grpc/grpc-js';

import { ServingError } from '../hosting/serving-error';

/** What a failure looks like to the client; undefined is for errors that are defects of this server. */
export function servingErrorOf(error: unknown): ServingError {
  if (error instanceof ServingError) return error;
  return new ServingError('INTERNAL', 'internal error', { cause: error });
}

export function grpcStatusOf(error: ServingError): Pick<StatusObject, 'code' | 'details'> {
  return { code: status[error.code], details: error.message };
}
