import fc from 'fast-check';

import type { EngineTensor } from '../engines/engine';
import { packTensors, unpackTensors } from './packed-tensors';

describe('packed tensors', () => {
  it('come back as they were, each at an address that fits every element type', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.uint8Array()), (contents) => {
        const named: Record<string, EngineTensor> = {};
        for (const [name, data] of Object.entries(contents)) {
          named[name] = { datatype: 'FP32', shape: [data.byteLength], data };
        }
        const unpacked = unpackTensors(packTensors(named));
        expect(Object.keys(unpacked)).toEqual(Object.keys(named));
        for (const [name, tensor] of Object.entries(unpacked)) {
          expect([...tensor.data]).toEqual([...(named[name]?.data ?? [])]);
          expect(tensor.shape).toEqual(named[name]?.shape);
          expect(tensor.data.byteOffset % 8).toBe(0);
        }
      }),
    );
  });
});
