import { isSequenceLost } from './inference-error';
import { fromErrorMessage } from './told-error';

describe('an error that Triton tells by its words alone', () => {
  it.each([
    ['[request id: 3] Exceeds maximum queue size', 'UNAVAILABLE'],
    ["Request for unknown model: 'm' version 1 is not at ready state", 'UNAVAILABLE'],
    ["Request for unknown model: 'm' is not found", 'NOT_FOUND'],
    [
      "[request id: 3] unexpected shape for input 'X' for model 'm'. Expected [1], got [2]. ",
      'INVALID_ARGUMENT',
    ],
    [
      "[request id: <id_unknown>] expected 2 inputs but got 1 inputs for model 'm'. Got input(s) ['A'], but missing required input(s) ['B'].",
      'INVALID_ARGUMENT',
    ],
    ['something of a backend', 'UNKNOWN'],
  ])('%s: %s', (words, code) => {
    expect(fromErrorMessage(words)).toMatchObject({ code, message: words });
  });

  it('is known for a lost sequence', () => {
    const words =
      "inference request for sequence u to model 'm' must specify the START flag on the first request of the sequence";
    expect(isSequenceLost(fromErrorMessage(words))).toBe(true);
  });
});
