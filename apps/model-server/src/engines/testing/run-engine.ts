import type { Cancellation, Engine, EngineOutputs, EngineRequest, EngineTensor } from '../engine';

export const NEVER_CANCELLED: Cancellation = { cancelled: false };

export function requestOf(
  inputs: Readonly<Record<string, EngineTensor>>,
  more: Partial<EngineRequest> = {},
): EngineRequest {
  return { id: 'request', inputs, parameters: {}, ...more };
}

/** Runs one request and gives its responses in order. Rejects as the engine does. */
export async function runEngine(
  engine: Engine,
  request: EngineRequest,
  cancellation: Cancellation = NEVER_CANCELLED,
): Promise<EngineOutputs[]> {
  const responses: EngineOutputs[] = [];
  await engine.execute(request, (outputs) => responses.push(outputs), cancellation);
  return responses;
}

export function floatsOf(outputs: EngineOutputs | undefined, name: string): number[] {
  const data = Buffer.from(outputs?.[name]?.data ?? []);
  return Array.from({ length: data.length / 4 }, (_, index) => data.readFloatLE(index * 4));
}

export function int32Of(outputs: EngineOutputs | undefined, name: string): number {
  return Buffer.from(outputs?.[name]?.data ?? []).readInt32LE(0);
}
