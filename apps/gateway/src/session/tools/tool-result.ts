import { VoxrailError } from '@voxrail/contracts';

import type { ToolOutcome } from './tool-outcome';

/** A result is part of every later prompt. */
const MAX_RESULT_BYTES = 8_192;

/**
 * A client's answer to a tool request.
 * @throws VoxrailError `bad_request`; the request goes on waiting.
 */
export function checkToolResult(answer: { result?: unknown; error?: string }): ToolOutcome {
  const { result, error } = answer;
  if (error !== undefined && result !== undefined) {
    throw new VoxrailError('bad_request', 'only one of result and error may be given');
  }
  if (error !== undefined) return { status: 'failed', error };
  if (result === undefined) throw new VoxrailError('bad_request', 'result or error is missing');
  if (Buffer.byteLength(JSON.stringify(result, refuseBinary)) > MAX_RESULT_BYTES) {
    throw new VoxrailError('bad_request', 'result is larger than 8 KiB');
  }
  return { status: 'completed', result };
}

/** A socket's message may carry binary data at any depth, which would turn into a list of numbers. */
function refuseBinary(
  this: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): unknown {
  if (ArrayBuffer.isView(this[key])) throw new VoxrailError('bad_request', 'result is not JSON');
  return value;
}
