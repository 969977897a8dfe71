import type { LlmStart } from '@voxrail/contracts';

export const TRACEPARENT = '00-00000000000000000000000000000001-0000000000000001-01';

export function llmStart(change: Partial<LlmStart> = {}): LlmStart {
  return {
    instructions: 'Be short.',
    messages: [{ role: 'user', content: 'hello' }],
    tools: [],
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, maxTokens: 300 },
    continueAfter: '',
    deadlineMs: 10_000,
    traceparent: TRACEPARENT,
    ...change,
  };
}

export const WEATHER_TOOL = {
  name: 'get_weather',
  description: 'Current weather',
  parameters: { type: 'object', properties: { location: { type: 'string' } } },
};
