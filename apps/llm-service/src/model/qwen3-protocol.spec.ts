import { decodeBytesElements } from '@voxrail/inference';

import { generationRequest, readGenerationOutput } from './qwen3-protocol';

describe('generationRequest', () => {
  const request = generationRequest({
    prompt: 'Grüße',
    sampling: { temperature: 0, topP: 0, topK: -1, maxTokens: 300 },
    maxTokens: 100,
  });

  function text(name: string): string {
    const tensor = request.inputs.find((input) => input.name === name);
    const [element] = decodeBytesElements(tensor?.data ?? new Uint8Array()) ?? [];
    return Buffer.from(element ?? []).toString('utf8');
  }

  it('carries the prompt and asks for all that is counted', () => {
    expect(text('text_input')).toBe('Grüße');
    const flags = request.inputs.filter(({ datatype }) => datatype === 'BOOL');
    expect(flags.map(({ name, data }) => [name, data[0]])).toEqual([
      ['stream', 1],
      ['exclude_input_in_output', 1],
      ['return_finish_reason', 1],
      ['return_num_input_tokens', 1],
      ['return_num_output_tokens', 1],
    ]);
  });

  it('has only sampling parameters that vLLM takes, in the range that it takes', () => {
    expect(JSON.parse(text('sampling_parameters'))).toEqual({
      temperature: 0,
      top_p: 0.001,
      top_k: -1,
      max_tokens: 100,
      stop_token_ids: [151_645, 151_643],
    });
  });
});

describe('readGenerationOutput', () => {
  it('takes an answer without outputs for the mere end', () => {
    const closing = { model: 'qwen3', version: '1', id: '1', final: true, outputs: new Map() };
    expect(readGenerationOutput(closing)).toMatchObject({ text: '', finishReason: null });
  });

  it('refuses an answer of another model', () => {
    const outputs = new Map([
      ['x', { name: 'x', datatype: 'FP32' as const, shape: [1], data: new Uint8Array(4) }],
    ]);
    expect(() =>
      readGenerationOutput({ model: 'qwen3', version: '1', id: '1', final: false, outputs }),
    ).toThrow('lacks output text_output');
  });
});
