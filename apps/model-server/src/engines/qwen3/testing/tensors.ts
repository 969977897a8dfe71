import type { EngineOutputs, EngineTensor } from '../../engine';

export function bytes(text: string): EngineTensor {
  const encoded = Buffer.from(text, 'utf8');
  const data = Buffer.alloc(4 + encoded.length);
  data.writeUInt32LE(encoded.length, 0);
  encoded.copy(data, 4);
  return { datatype: 'BYTES', shape: [1], data };
}

export function bool(value: boolean): EngineTensor {
  return { datatype: 'BOOL', shape: [1], data: Uint8Array.of(value ? 1 : 0) };
}

export function readText(outputs: EngineOutputs | undefined, name: string): string | undefined {
  const data = outputs?.[name]?.data;
  return data === undefined ? undefined : Buffer.from(data.subarray(4)).toString('utf8');
}

export function readUint32(outputs: EngineOutputs | undefined, name: string): number | undefined {
  const data = outputs?.[name]?.data;
  return data === undefined ? undefined : Buffer.from(data).readUInt32LE(0);
}
