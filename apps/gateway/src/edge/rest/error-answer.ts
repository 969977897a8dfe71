import { NotFoundException } from '@nestjs/common';
import { ERROR_TRAITS, VoxrailError } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';

import { presentable } from '../presentable-error';
import type { ErrorDto, RestErrorCode } from './rest.dto';

export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorDto;
  /** Seconds; null: nothing is said about trying again. */
  readonly retryAfterS: number | null;
}

/** Until a place may be free: sessions last minutes, and somebody is always about to leave. */
const RETRY_AFTER_S: Readonly<Partial<Record<RestErrorCode, number>>> = {
  rate_limited: 5,
  capacity: 5,
};

const NOT_FOUND_STATUS = 404;
const INTERNAL_STATUS = 500;
const CLIENT_ERRORS = { from: 400, to: 499 } as const;

/** Requests are read by Express and Nest, whose words quote what they could not read. */
const MALFORMED = 'the path or the JSON body of the request is malformed';

/**
 * The HTTP answer to a request that failed: of the one shape, and without anything of how it failed
 * inside. A defect is logged under an id that the answer repeats.
 */
export function answerTo(error: unknown, logger: Logger): ErrorAnswer {
  if (error instanceof NotFoundException) {
    return answer('not_found', 'there is no such path', NOT_FOUND_STATUS);
  }
  const told = isClientError(error) ? badRequest(error) : presentable(error, logger);
  return answer(told.code, told.message, ERROR_TRAITS[told.code].httpStatus ?? INTERNAL_STATUS);
}

function answer(code: RestErrorCode, message: string, status: number): ErrorAnswer {
  return { status, body: { error: { code, message } }, retryAfterS: RETRY_AFTER_S[code] ?? null };
}

/** Whether the request is at fault, as Express and Nest mark their errors. */
function isClientError(error: unknown): error is Error & { readonly status: number } {
  if (!(error instanceof Error) || error instanceof VoxrailError || !('status' in error)) {
    return false;
  }
  const { status } = error;
  return typeof status === 'number' && status >= CLIENT_ERRORS.from && status <= CLIENT_ERRORS.to;
}

function badRequest(error: Error & { readonly status: number }): VoxrailError {
  const tooLarge = 'type' in error && error.type === 'entity.too.large';
  return new VoxrailError('bad_request', tooLarge ? 'the body is too large' : MALFORMED);
}
