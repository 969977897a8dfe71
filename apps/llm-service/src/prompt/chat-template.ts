import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Template } from '@huggingface/jinja';

import type { TemplateMessage, TemplateTool } from './template-message';

const TEMPLATE_FILE = join(__dirname, 'qwen3-chat-template.jinja');

/** What turns a conversation into the text that the model continues. */
export interface PromptTemplate {
  render(messages: readonly TemplateMessage[], tools: readonly TemplateTool[]): string;
}

/** Qwen3's own chat template, parsed once. */
export class ChatTemplate implements PromptTemplate {
  private readonly template = new Template(readFileSync(TEMPLATE_FILE, 'utf8'));

  /**
   * The prompt up to where the model goes on: with the empty think block by which the hybrid Qwen3
   * is told to answer at once. Throws for values that are not JSON.
   */
  public render(messages: readonly TemplateMessage[], tools: readonly TemplateTool[]): string {
    return this.template.render({
      messages,
      tools,
      add_generation_prompt: true,
      enable_thinking: false,
    });
  }
}
