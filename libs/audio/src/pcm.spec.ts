import fc from 'fast-check';

import { float32ToInt16, int16FromBytes, int16ToBytes, int16ToFloat32 } from './pcm';

const pcm = fc.array(fc.integer({ min: -32_768, max: 32_767 })).map((all) => Int16Array.from(all));

describe('PCM conversion', () => {
  it('brings every 16-bit sample back from floats', () => {
    fc.assert(
      fc.property(pcm, (samples) => {
        expect(float32ToInt16(int16ToFloat32(samples))).toEqual(samples);
      }),
    );
  });

  it('clamps what is louder than full scale and silences what is no number', () => {
    const samples = float32ToInt16(Float32Array.of(1.5, -2, 1, -1, Number.NaN, Infinity));
    expect([...samples]).toEqual([32_767, -32_768, 32_767, -32_768, 0, 32_767]);
  });

  it('reads little-endian bytes at any address and ignores an odd last one', () => {
    fc.assert(
      fc.property(pcm, (samples) => {
        const shifted = new Uint8Array(samples.length * 2 + 2);
        shifted.set(int16ToBytes(samples), 1);
        expect(int16FromBytes(shifted.subarray(1))).toEqual(samples);
      }),
    );
  });

  it('writes the low byte first', () => {
    expect([...int16ToBytes(Int16Array.of(0x1234, -2))]).toEqual([0x34, 0x12, 0xfe, 0xff]);
  });
});
