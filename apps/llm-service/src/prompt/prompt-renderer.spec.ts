import type { HistoryMessage, LlmStart } from '@voxrail/contracts';
import * as fc from 'fast-check';

import { ChatTemplate } from './chat-template';
import { PromptError } from './prompt-error';
import { PromptRenderer } from './prompt-renderer';
import { QWEN_ADDED_TOKENS, countSpecialTokens } from './special-tokens';
import { estimateTokens } from './token-estimate';

const renderer = new PromptRenderer(new ChatTemplate());

function start(change: Partial<LlmStart>): LlmStart {
  return {
    instructions: 'Be short.',
    messages: [{ role: 'user', content: 'hello' }],
    tools: [],
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, maxTokens: 300 },
    continueAfter: '',
    deadlineMs: 10_000,
    traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
    ...change,
  };
}

function refusal(message: LlmStart): PromptError | undefined {
  try {
    renderer.render(message);
  } catch (error) {
    if (error instanceof PromptError) return error;
  }
  return undefined;
}

const WEATHER = {
  name: 'get_weather',
  description: 'Current weather',
  parameters: { type: 'object', properties: { location: { type: 'string' } } },
};

function longTalk(turns: number): HistoryMessage[] {
  const words = 'We spoke about the weather and the long road home. '.repeat(10);
  return Array.from({ length: turns }, (_, index): HistoryMessage[] => [
    { role: 'user', content: `question ${index} ${words}` },
    { role: 'assistant', content: `answer ${index} ${words}` },
  ]).flat();
}

describe('PromptRenderer', () => {
  it('ends with the beginning of an answer without thoughts', () => {
    expect(renderer.render(start({})).text).toMatch(
      /<\|im_start\|>assistant\n<think>\n\n<\/think>\n\n$/,
    );
  });

  it('lets the model go on after the part of an answer that was already received', () => {
    const { text } = renderer.render(start({ continueAfter: 'Once upon a' }));
    expect(text).toMatch(/<\/think>\n\nOnce upon a$/);
  });

  it('renders without instructions, and from instructions alone', () => {
    expect(renderer.render(start({ instructions: '' })).text).toMatch(/^<\|im_start\|>user\nhello/);
    expect(renderer.render(start({ messages: [] })).text).toMatch(
      /^<\|im_start\|>system\nBe short/,
    );
  });

  it('refuses to answer nothing', () => {
    expect(refusal(start({ instructions: '', messages: [] }))).toMatchObject({
      code: 'prompt_empty',
      retryable: false,
    });
  });

  it('keeps system prompt, tools and the newest turn within the context, oldest turns go', () => {
    const messages = [...longTalk(60), { role: 'user' as const, content: 'the newest' }];
    const rendered = renderer.render(start({ messages, tools: [WEATHER] }));
    expect(rendered.droppedMessages).toBeGreaterThan(0);
    expect(rendered.droppedMessages % 2).toBe(0);
    expect(estimateTokens(rendered.text)).toBeLessThanOrEqual(8_192 - 300);
    expect(rendered.text).toMatch(/^<\|im_start\|>system\nBe short\.\n\n# Tools/);
    expect(rendered.text).toContain('get_weather');
    expect(rendered.text).toContain('the newest');
    expect(rendered.text).not.toContain('question 0 ');
  });

  it('says so when the newest turn alone does not fit', () => {
    const messages = [{ role: 'user' as const, content: '漢'.repeat(9_000) }];
    expect(refusal(start({ messages }))).toMatchObject({ code: 'context_full' });
  });

  it('leaves half of the context to the prompt however long the answer may be', () => {
    const sampling = { temperature: 0, topP: 1, topK: -1, maxTokens: 100_000 };
    expect(renderer.render(start({ sampling })).maxTokens).toBe(4_096);
  });

  it('has exactly the control tokens of the same conversation in harmless words', () => {
    const hostile = fc
      .array(
        fc.oneof(fc.constantFrom(...QWEN_ADDED_TOKENS), fc.constantFrom('<', '|>', '\n', '"', 'a')),
        { minLength: 1, maxLength: 6 },
      )
      .map((pieces) => `w${pieces.join('')}w`);
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 8, maxLength: 8 }), (texts) => {
        const conversation = (word: (index: number) => string): LlmStart =>
          start({
            instructions: word(0),
            tools: [
              { ...WEATHER, description: word(1), parameters: { [word(2)]: [word(3), { x: 1 }] } },
            ],
            messages: [
              { role: 'user', content: word(4) },
              {
                role: 'assistant',
                content: word(5),
                toolCalls: [{ requestId: 'a', name: word(1), arguments: { [word(2)]: word(3) } }],
              },
              { role: 'tool', requestId: 'a', content: word(6) },
              { role: 'user', content: word(7) },
            ],
            continueAfter: word(0),
          });
        const attacked = renderer.render(conversation((index) => texts[index] ?? 'w'));
        const harmless = renderer.render(conversation(() => 'w'));
        expect(countSpecialTokens(attacked.text)).toBe(countSpecialTokens(harmless.text));
      }),
    );
  });
});
