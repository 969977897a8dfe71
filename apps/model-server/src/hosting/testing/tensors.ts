import type { EngineRequest, EngineTensor } from '../../engines/engine';
import { EngineError } from '../../engines/engine';

/** The first element of an INT32 input; `fallback` when the input is absent. */
export function int32Input(request: EngineRequest, name: string, fallback?: number): number {
  const tensor = request.inputs[name];
  if (tensor !== undefined) return Buffer.from(tensor.data).readInt32LE(0);
  if (fallback !== undefined) return fallback;
  throw new EngineError('INVALID_ARGUMENT', `input ${name} is missing`);
}

export function int32Output(value: number): EngineTensor {
  return { datatype: 'INT32', shape: [1], data: new Uint8Array(Int32Array.of(value).buffer) };
}
