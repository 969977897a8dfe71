import type { PromptTemplate } from './chat-template';
import type { TemplateMessage, TemplateTool } from './template-message';

interface Prefix {
  readonly tools: string;
  /** The messages, each as JSON: what is the same has the same text. */
  readonly messages: readonly string[];
  readonly text: string;
}

/**
 * The template for one conversation, whose beginning is rendered once: what stands before the newest
 * words of the person never changes its text again, since the template treats messages differently
 * only after those. Rendering 120 exchanges anew takes 5 ms of every answer's first token.
 */
export class GrowingPrompt implements PromptTemplate {
  private prefix: Prefix | undefined;

  /** @param later does what no answer waits for. */
  public constructor(
    private readonly template: PromptTemplate,
    private readonly later: (work: () => void) => void = setImmediate,
  ) {}

  public render(messages: readonly TemplateMessage[], tools: readonly TemplateTool[]): string {
    const toolsJson = JSON.stringify(tools);
    const messagesJson = messages.map((message) => JSON.stringify(message));
    const known = this.prefixOf(toolsJson, messagesJson);
    const text =
      known === undefined
        ? this.template.render(messages, tools)
        : known.text + this.template.render(messages.slice(known.messages.length), []);
    this.later(() => {
      this.remember(toolsJson, messagesJson, messages, text);
    });
    return text;
  }

  private prefixOf(tools: string, messages: readonly string[]): Prefix | undefined {
    const { prefix } = this;
    if (prefix?.tools !== tools || prefix.messages.length >= messages.length) return undefined;
    return prefix.messages.every((json, index) => json === messages[index]) ? prefix : undefined;
  }

  private remember(
    tools: string,
    messagesJson: readonly string[],
    messages: readonly TemplateMessage[],
    text: string,
  ): void {
    const newest = messages.findLastIndex(({ role }) => role === 'user');
    if (newest <= 0) return;
    const rest = this.template.render(messages.slice(newest), []);
    if (!text.endsWith(rest)) return;
    const prefixText = text.slice(0, text.length - rest.length);
    this.prefix = { tools, messages: messagesJson.slice(0, newest), text: prefixText };
  }
}
