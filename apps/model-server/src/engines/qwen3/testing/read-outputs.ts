import type { EngineOutputs } from '../../engine';

export function readText(outputs: EngineOutputs | undefined, name: string): string | undefined {
  const data = outputs?.[name]?.data;
  return data === undefined ? undefined : Buffer.from(data.subarray(4)).toString('utf8');
}

export function readUint32(outputs: EngineOutputs | undefined, name: string): number | undefined {
  const data = outputs?.[name]?.data;
  return data === undefined ? undefined : Buffer.from(data).readUInt32LE(0);
}
