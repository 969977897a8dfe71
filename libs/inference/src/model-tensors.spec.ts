import type { ModelTensors } from './model-tensors';
import { tensorMismatch } from './model-tensors';
import type { TensorDescription } from './server-description';

const STATE: TensorDescription = { name: 'state', datatype: 'FP32', shape: [2, -1, 128] };
const TEXT: TensorDescription = { name: 'text', datatype: 'BYTES', shape: [-1] };
const EXPECTED: ModelTensors = { inputs: [STATE], outputs: [TEXT] };

function found(inputs: readonly TensorDescription[], outputs: readonly TensorDescription[]) {
  return { name: 'm', versions: ['1'], platform: 'p', inputs, outputs };
}

describe('tensorMismatch', () => {
  it('has nothing to say of the same tensors, whatever the model has beside them', () => {
    const more = { name: 'more', datatype: 'BOOL', shape: [1] };
    expect(tensorMismatch(EXPECTED, found([more, STATE], [TEXT, more]))).toBeUndefined();
  });

  it('takes a model that leaves more open', () => {
    const open = { ...STATE, shape: [-1, -1, -1] };
    expect(tensorMismatch(EXPECTED, found([open], [TEXT]))).toBeUndefined();
  });

  it('takes an output that is fixed where any size is read', () => {
    expect(tensorMismatch(EXPECTED, found([STATE], [{ ...TEXT, shape: [1] }]))).toBeUndefined();
  });

  it.each([
    ['is missing', [], 'input state is missing; expected FP32 [2,-1,128]'],
    [
      'has another type',
      [{ ...STATE, datatype: 'FP16' }],
      'input state is FP16 [2,-1,128]; expected FP32 [2,-1,128]',
    ],
    [
      'has another rank',
      [{ ...STATE, shape: [2, 128] }],
      'input state is FP32 [2,128]; expected FP32 [2,-1,128]',
    ],
    [
      'is fixed where any size is sent',
      [{ ...STATE, shape: [2, 1, 128] }],
      'input state is FP32 [2,1,128]; expected FP32 [2,-1,128]',
    ],
    [
      'has another size',
      [{ ...STATE, shape: [2, -1, 64] }],
      'input state is FP32 [2,-1,64]; expected FP32 [2,-1,128]',
    ],
  ])('names an input that %s', (_what, inputs, words) => {
    expect(tensorMismatch(EXPECTED, found(inputs, [TEXT]))).toBe(words);
  });

  it('names an output as well', () => {
    const other = { ...TEXT, datatype: 'INT32' };
    expect(tensorMismatch(EXPECTED, found([STATE], [other]))).toBe(
      'output text is INT32 [-1]; expected BYTES [-1]',
    );
  });
});
