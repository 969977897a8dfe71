import * as fc from 'fast-check';

import { ChatTemplate } from './chat-template';
import { GrowingPrompt } from './growing-prompt';
import type { TemplateMessage, TemplateTool } from './template-message';

const template = new ChatTemplate();

const TOOLS: TemplateTool[] = [
  { type: 'function', function: { name: 'look', description: 'Looks', parameters: {} } },
];

const words = fc.string({ unit: 'grapheme', maxLength: 20 });

/** A turn as history holds it: the person, then answers, some of them with calls and their results. */
const turn = fc
  .tuple(words, fc.array(fc.tuple(words, fc.boolean()), { maxLength: 2 }))
  .map(([question, answers]): TemplateMessage[] => [
    { role: 'user', content: question },
    ...answers.flatMap(([content, calls]): TemplateMessage[] =>
      calls
        ? [
            { role: 'assistant', content, tool_calls: [{ name: 'look', arguments: { at: 'it' } }] },
            { role: 'tool', content: 'seen' },
          ]
        : [{ role: 'assistant', content }],
    ),
  ]);

describe('GrowingPrompt', () => {
  it('renders a conversation at every point of its growth as the template renders it whole', () => {
    const system: TemplateMessage[] = [{ role: 'system', content: 'Be short.' }];
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        (turns, withTools, withSystem) => {
          const tools = withTools ? TOOLS : [];
          const growing = new GrowingPrompt(template, (work) => {
            work();
          });
          const messages = withSystem ? [...system] : [];
          for (const message of turns.flat()) {
            messages.push(message);
            expect(growing.render(messages, tools)).toBe(template.render(messages, tools));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes nothing from before when history, instructions or tools have changed', () => {
    const growing = new GrowingPrompt(template, (work) => {
      work();
    });
    const first: TemplateMessage[] = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'heard in part' },
      { role: 'user', content: 'two' },
    ];
    growing.render(first, []);
    const changed = first.map((message, index) =>
      index === 2 ? { ...message, content: 'heard' } : message,
    );
    for (const [messages, tools] of [
      [changed, []],
      [first.slice(1), []],
      [first, TOOLS],
      [first.slice(0, 2), TOOLS],
    ] as const) {
      expect(growing.render(messages, tools)).toBe(template.render(messages, tools));
    }
  });

  it('gives the template no more than the newest turn once it knows the rest', () => {
    const sizes: number[] = [];
    const counting = {
      render: (messages: readonly TemplateMessage[], tools: readonly TemplateTool[]): string => {
        sizes.push(messages.length);
        return template.render(messages, tools);
      },
    };
    const growing = new GrowingPrompt(counting, (work) => {
      work();
    });
    const messages: TemplateMessage[] = [];
    for (let exchange = 0; exchange < 20; exchange += 1) {
      messages.push({ role: 'user', content: `question ${exchange}` });
      growing.render(messages, []);
      messages.push({ role: 'assistant', content: `answer ${exchange}` });
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
  });
});
