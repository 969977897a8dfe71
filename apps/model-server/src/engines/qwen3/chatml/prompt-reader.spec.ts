import { readPrompt } from './prompt-reader';

const TOOLS_PROMPT = `<|im_start|>system
Be short.

# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
{"type": "function", "function": {"name": "get_weather", "description": "Weather", "parameters": {"type": "object"}}}
{"type": "function", "function": {"name": "move_robot", "description": "Move", "parameters": {}}}
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call><|im_end|>
<|im_start|>user
Paris and Rome<|im_end|>
<|im_start|>assistant
Let me look.
<tool_call>
{"name": "get_weather", "arguments": {"location": "Paris"}}
</tool_call>
<tool_call>
{"name": "get_weather", "arguments": {"location": "Rome"}}
</tool_call><|im_end|>
<|im_start|>user
<tool_response>
21 degrees
</tool_response>
<tool_response>
{"status": "pending"}
</tool_response><|im_end|>
<|im_start|>assistant
<think>

</think>

`;

describe('readPrompt', () => {
  it('reads instructions, tools, calls and their results', () => {
    const prompt = readPrompt(TOOLS_PROMPT);
    expect(prompt.instructions).toBe('Be short.');
    expect(prompt.tools.map(({ name }) => name)).toEqual(['get_weather', 'move_robot']);
    expect(prompt.begun).toBe('');
    expect(prompt.messages).toEqual([
      { role: 'user', text: 'Paris and Rome' },
      {
        role: 'assistant',
        text: 'Let me look.',
        calls: [
          { name: 'get_weather', arguments: { location: 'Paris' } },
          { name: 'get_weather', arguments: { location: 'Rome' } },
        ],
      },
      { role: 'tool', results: ['21 degrees', '{"status": "pending"}'] },
    ]);
  });

  it('reads the beginning of an answer that is to be continued', () => {
    const prompt =
      '<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nHello th';
    expect(readPrompt(prompt)).toMatchObject({
      messages: [{ role: 'user', text: 'Hi' }],
      begun: 'Hello th',
    });
  });

  it('makes nothing of text that is no prompt', () => {
    expect(readPrompt('tell me a story')).toEqual({
      instructions: '',
      tools: [],
      messages: [],
      begun: '',
    });
  });
});
