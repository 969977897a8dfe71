import type { WireParameter, WireParameters } from '@voxrail/inference';

import type { EngineRequest, SequenceId } from '../engines/engine';
import { ServingError } from '../hosting/serving-error';

/** The only parameter beginning with `triton_` that a request may carry. */
const EMPTY_FINAL = 'triton_enable_empty_final_response';

const MAX_SEQUENCE_ID_CHARACTERS = 128;

export interface RequestParameters {
  /** Whether a decoupled model's end without a response is told to the client. */
  readonly emptyFinalResponse: boolean;
  /** Undefined when the request names no sequence. */
  readonly sequence: EngineRequest['sequence'];
  /** What is left is the model's. */
  readonly own: EngineRequest['parameters'];
}

function invalid(message: string): ServingError {
  return new ServingError('INVALID_ARGUMENT', message);
}

function boolOf(name: string, parameter: WireParameter): boolean {
  if ('bool_param' in parameter) return parameter.bool_param;
  throw invalid(`invalid value type for '${name}' parameter, expected bool_param.`);
}

function sequenceIdOf(parameter: WireParameter): SequenceId {
  if ('int64_param' in parameter) return BigInt(parameter.int64_param);
  if ('string_param' in parameter) return shortEnough(parameter.string_param);
  throw invalid(
    "invalid value type for 'sequence_id' parameter, expected int64_param or string_param.",
  );
}

function shortEnough(id: string): string {
  if (id.length <= MAX_SEQUENCE_ID_CHARACTERS) return id;
  throw new ServingError(
    'UNIMPLEMENTED',
    `string correlation ID cannot be longer than ${MAX_SEQUENCE_ID_CHARACTERS} characters`,
  );
}

function checkPriority(parameter: WireParameter): void {
  if ('uint64_param' in parameter) return;
  if (!('int64_param' in parameter)) {
    throw invalid(
      "invalid value type for 'priority' parameter, expected int64_param or uint64_param.",
    );
  }
  if (Number(parameter.int64_param) < 0) {
    throw invalid("invalid value for 'priority', expected value >= 0.");
  }
}

function ownValue(name: string, parameter: WireParameter): boolean | number | string {
  if ('bool_param' in parameter) return parameter.bool_param;
  if ('string_param' in parameter) return parameter.string_param;
  if ('int64_param' in parameter) return Number(parameter.int64_param);
  if ('double_param' in parameter) return parameter.double_param;
  if ('uint64_param' in parameter) return Number(parameter.uint64_param);
  throw invalid(`invalid value type for '${name}' parameter, it has no value`);
}

/**
 * Sorts a request's parameters into the protocol's and the model's, by Triton's rules. Throws
 * ServingError INVALID_ARGUMENT. `priority` and `timeout` are checked and not used: no model of ours
 * queues by them.
 */
export function readParameters(parameters: WireParameters): RequestParameters {
  let emptyFinalResponse = false;
  let sequenceId: SequenceId | undefined;
  let start = false;
  let end = false;
  const own: Record<string, boolean | number | string> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    if (name === 'sequence_id') sequenceId = sequenceIdOf(parameter);
    else if (name === 'sequence_start') start = boolOf(name, parameter);
    else if (name === 'sequence_end') end = boolOf(name, parameter);
    else if (name === 'priority') checkPriority(parameter);
    else if (name === 'timeout') checkTimeout(parameter);
    else if (name === EMPTY_FINAL) emptyFinalResponse = boolOf(name, parameter);
    else if (name.startsWith('triton_')) {
      throw invalid(
        `parameter keys starting with 'triton_' are reserved for Triton usage. Only the following keys starting with 'triton_' are allowed: ${EMPTY_FINAL}`,
      );
    } else own[name] = ownValue(name, parameter);
  }
  const sequence = sequenceId === undefined ? undefined : { id: sequenceId, start, end };
  return { emptyFinalResponse, sequence, own };
}

function checkTimeout(parameter: WireParameter): void {
  if ('int64_param' in parameter) return;
  throw invalid("invalid value type for 'timeout' parameter, expected int64_param.");
}
