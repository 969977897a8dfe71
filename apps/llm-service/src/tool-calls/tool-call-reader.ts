import type { LlmToolCall } from '@voxrail/contracts';

/** What the model wrote between the tags of a call, read: without its place in the answer. */
export type ReadToolCall = Omit<LlmToolCall, 'index'>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function defective(defect: string, name = ''): ReadToolCall {
  return { name, arguments: {}, defect };
}

/** Some fine-tunes write the arguments as a string of JSON; none at all are an empty object. */
function readArguments(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return {};
  const read = typeof value === 'string' ? parseJson(value) : value;
  return isRecord(read) ? read : undefined;
}

/**
 * Reads `{"name": …, "arguments": {…}}`. A call that cannot be made, be it malformed or of a tool
 * that was not offered, comes back with a `defect` that the model can be told.
 */
export function readToolCall(body: string, offeredTools: ReadonlySet<string>): ReadToolCall {
  const parsed = parseJson(body);
  if (!isRecord(parsed)) return defective('the call is not a JSON object');
  const name = parsed['name'];
  if (typeof name !== 'string' || name === '') return defective('the call has no name');
  if (!offeredTools.has(name)) return defective('no tool of this name is available', name);
  const args = readArguments(parsed['arguments']);
  if (args === undefined) return defective('the arguments are not a JSON object', name);
  return { name, arguments: args };
}
