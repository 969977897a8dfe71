import { ChatTemplate } from './chat-template';
import goldens from './qwen3-prompts.golden.json';
import type { TemplateMessage, TemplateTool } from './template-message';

describe('ChatTemplate', () => {
  const template = new ChatTemplate();

  // Recorded from Python's jinja2 3.1.6, set up as the transformers library does it.
  it.each(goldens)('renders $name as Python does, byte for byte', (golden) => {
    const messages = golden.messages as TemplateMessage[];
    expect(template.render(messages, golden.tools as TemplateTool[])).toBe(golden.prompt);
  });
});
