import fc from 'fast-check';

import { bytesToSamples, samplesToBytes } from './audio-bytes';

describe('audio bytes', () => {
  it('reads back the samples it wrote, at any address', () => {
    fc.assert(
      fc.property(fc.int16Array(), fc.nat({ max: 3 }), (samples, shift) => {
        const memory = new Uint8Array(samples.byteLength + shift);
        memory.set(samplesToBytes(samples), shift);
        expect(bytesToSamples(memory.subarray(shift))).toEqual(samples);
        expect(bytesToSamples(Buffer.from(memory.buffer, shift))).toEqual(samples);
      }),
    );
  });

  it('is little-endian and leaves out half a sample', () => {
    expect(bytesToSamples(new Uint8Array([0x01, 0x80, 0x07]))).toEqual(new Int16Array([-32767]));
  });
});
