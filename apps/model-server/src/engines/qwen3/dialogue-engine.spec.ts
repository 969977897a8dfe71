import { EngineError } from '../engine';
import type { EngineOutputs, EngineTensor } from '../engine';
import { DialogueEngine } from './dialogue-engine';
import { bool, text as bytes } from '../tensors/write-tensor';
import { readText, readUint32 } from './testing/read-outputs';

const engine = new DialogueEngine(() => new Date(2026, 2, 14, 15, 5));

function promptOf(said: string): string {
  return `<|im_start|>user\n${said}<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n`;
}

function run(
  inputs: Readonly<Record<string, EngineTensor>>,
  cancelAfter = Number.POSITIVE_INFINITY,
): EngineOutputs[] {
  const outputs: EngineOutputs[] = [];
  const cancellation = {
    get cancelled(): boolean {
      return outputs.length >= cancelAfter;
    },
  };
  engine.execute({ id: '1', inputs, parameters: {} }, (given) => outputs.push(given), cancellation);
  return outputs;
}

function ask(said: string, sampling = '{"max_tokens": 300}'): Record<string, EngineTensor> {
  return {
    text_input: bytes(promptOf(said)),
    stream: bool(true),
    sampling_parameters: bytes(sampling),
    return_finish_reason: bool(true),
    return_num_input_tokens: bool(true),
    return_num_output_tokens: bool(true),
  };
}

describe('DialogueEngine', () => {
  it('streams an answer word by word and says at the end why it ends', () => {
    const outputs = run(ask('hello'));
    expect(outputs.map((given) => readText(given, 'text_output'))).toEqual([
      'Hello!',
      ' How',
      ' can',
      ' I',
      ' help?',
    ]);
    expect(outputs.map((given) => readText(given, 'finish_reason'))).toEqual([
      'None',
      'None',
      'None',
      'None',
      'stop',
    ]);
  });

  it('counts the tokens of the prompt, and its own one at a time', () => {
    const outputs = run(ask('hello'));
    expect(outputs.map((given) => readUint32(given, 'num_output_tokens'))).toEqual([1, 1, 1, 1, 1]);
    expect(readUint32(outputs[0], 'num_input_tokens')).toBeGreaterThan(1);
  });

  it('stops at the limit of tokens and says that it did', () => {
    const outputs = run(ask('tell me a story', '{"max_tokens": 3}'));
    expect(outputs).toHaveLength(3);
    expect(readText(outputs[2], 'finish_reason')).toBe('length');
  });

  it('stops when it is cancelled', () => {
    expect(run(ask('tell me a story'), 4)).toHaveLength(4);
  });

  it('answers in one piece, after the prompt, when no stream was asked for', () => {
    const [only, ...more] = run({ text_input: bytes(promptOf('hello')) });
    expect(more).toEqual([]);
    expect(readText(only, 'text_output')).toBe(`${promptOf('hello')}Hello! How can I help?`);
    expect(only?.['finish_reason']).toBeUndefined();
  });

  it.each([
    ['no prompt', {}],
    ['a prompt that is cut short', { text_input: { ...bytes('abc'), data: new Uint8Array(5) } }],
    ['sampling parameters that are no JSON', ask('hi', 'x')],
    ['a sampling parameter that vLLM does not know', ask('hi', '{"best_of": 2}')],
    ['a limit of no tokens', ask('hi', '{"max_tokens": 0}')],
    ['a stream that repeats its input', { ...ask('hi'), exclude_input_in_output: bool(false) }],
  ])('refuses %s', (_, inputs) => {
    expect(() => run(inputs)).toThrow(EngineError);
  });
});
