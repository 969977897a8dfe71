import fc from 'fast-check';

import type { EngineTensor } from '../engine';
import { requestOf } from '../testing/run-engine';
import { readBool, readFiniteFloats, readInt16, readInt64, readText } from './read-tensor';
import { bool, fp32, int16, int64, text } from './write-tensor';

/** The same bytes at an address that no typed array may begin at. */
function misaligned(tensor: EngineTensor): EngineTensor {
  const shifted = new Uint8Array(tensor.data.byteLength + 1);
  shifted.set(tensor.data, 1);
  return { ...tensor, data: shifted.subarray(1) };
}

describe('readTensor', () => {
  it('reads what was written, wherever in memory it stands', () => {
    fc.assert(
      fc.property(
        fc.int16Array(),
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        (audio, said, yes) => {
          const request = requestOf({
            AUDIO: misaligned(int16(audio)),
            TEXT: misaligned(text(said)),
            YES: bool(yes),
            COUNT: misaligned(int64(7n)),
          });
          expect(readInt16(request, 'AUDIO')).toEqual(audio);
          expect(readText(request, 'TEXT')).toBe(said);
          expect(readBool(request, 'YES')).toBe(yes);
          expect(readInt64(request, 'COUNT')).toBe(7n);
        },
      ),
    );
  });

  it.each([
    ['is missing', {}],
    ['is of another datatype', { X: fp32(Float32Array.of(1)) }],
    ['has fewer bytes than its shape', { X: { ...int16(Int16Array.of(1)), shape: [2] } }],
  ])('refuses an input that %s, naming it', (_, inputs: Record<string, EngineTensor>) => {
    expect(() => readInt16(requestOf(inputs), 'X')).toThrow(/input X/u);
  });

  it('refuses infinity and what is no number', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const request = requestOf({ X: fp32(Float32Array.of(0, value)) });
      expect(() => readFiniteFloats(request, 'X')).toThrow(/no number/u);
    }
  });

  it('refuses a string that is cut, doubled or not UTF-8', () => {
    const whole = text('hello');
    const cut = { ...whole, data: whole.data.subarray(0, 6) };
    const doubled = { ...whole, data: Buffer.concat([whole.data, whole.data]) };
    const broken = { ...whole, data: Uint8Array.of(1, 0, 0, 0, 0xff) };
    for (const tensor of [cut, doubled, broken]) {
      expect(() => readText(requestOf({ X: tensor }), 'X')).toThrow(/input X/u);
    }
  });
});
