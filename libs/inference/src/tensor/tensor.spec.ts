import fc from 'fast-check';

import type { InferResult } from '../infer-request';
import { InferenceError } from '../inference-error';
import type { InferTensor } from './tensor';
import {
  boolTensor,
  bytesTensor,
  fp32Tensor,
  int16Tensor,
  int32Tensor,
  int64Tensor,
} from './tensor-builders';
import { readBool, readBytes, readFp32, readInt16, readInt32, readInt64 } from './tensor-readers';

/** An answer whose only output stands at an odd address, as in a received message. */
function answerWith(tensor: InferTensor): InferResult {
  const message = new Uint8Array(tensor.data.byteLength + 1);
  message.set(tensor.data, 1);
  const outputs = new Map([[tensor.name, { ...tensor, data: message.subarray(1) }]]);
  return { model: 'any', version: '1', outputs };
}

describe('tensor codecs', () => {
  it('give every FP32 value back, at any alignment', () => {
    fc.assert(
      fc.property(fc.float32Array(), (values) => {
        expect(readFp32(answerWith(fp32Tensor('X', values)), 'X')).toEqual(values);
      }),
    );
  });

  it('give every INT16, INT32 and INT64 value back', () => {
    fc.assert(
      fc.property(
        fc.int16Array(),
        fc.int32Array(),
        fc.array(fc.maxSafeInteger()),
        (shorts, ints, longs) => {
          expect(readInt16(answerWith(int16Tensor('X', shorts)), 'X')).toEqual(shorts);
          expect(readInt32(answerWith(int32Tensor('X', ints)), 'X')).toEqual(ints);
          expect(readInt64(answerWith(int64Tensor('X', longs)), 'X')).toEqual(longs);
        },
      ),
    );
  });

  it('give every BOOL and every text back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean()),
        fc.array(fc.string({ unit: 'grapheme' })),
        (flags, texts) => {
          expect(readBool(answerWith(boolTensor('X', flags)), 'X')).toEqual(flags);
          expect(readBytes(answerWith(bytesTensor('X', texts)), 'X')).toEqual(texts);
        },
      ),
    );
  });

  it('write little-endian, with a length before each text', () => {
    expect([...fp32Tensor('X', [1]).data]).toEqual([0, 0, 0x80, 0x3f]);
    expect([...int64Tensor('X', [-2]).data]).toEqual([0xfe, ...new Array<number>(7).fill(0xff)]);
    expect([...bytesTensor('X', ['é', '']).data]).toEqual([2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0]);
  });

  it('take a shape and refuse one of another size', () => {
    expect(fp32Tensor('X', [1, 2, 3, 4], [2, 2]).shape).toEqual([2, 2]);
    expect(int64Tensor('X', [16000], []).shape).toEqual([]);
    expect(() => fp32Tensor('X', [1, 2, 3], [2, 2])).toThrow(RangeError);
  });

  it('do not keep the received message alive', () => {
    const read = readFp32(answerWith(fp32Tensor('X', [1, 2])), 'X');
    expect(read.buffer.byteLength).toBe(8);
  });

  it('name the output that is missing, mistyped or cut short', () => {
    const answer = answerWith(fp32Tensor('X', [1]));
    expect(() => readFp32(answer, 'Y')).toThrow(
      new InferenceError('INTERNAL', 'the answer of any lacks output Y'),
    );
    expect(() => readBytes(answer, 'X')).toThrow('output X of any is FP32, not BYTES');
    const cut = { name: 'X', datatype: 'BYTES', shape: [1], data: Uint8Array.of(9, 0, 0, 0, 65) };
    expect(() => readBytes(answerWith(cut as InferTensor), 'X')).toThrow('is cut short');
  });
});
