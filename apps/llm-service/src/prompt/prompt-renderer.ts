import type { HistoryMessage, LlmStart, ToolDefinition } from '@voxrail/contracts';

import type { PromptTemplate } from './chat-template';
import { fitHistory } from './context-window';
import { toTemplateMessages } from './conversation';
import { PromptError } from './prompt-error';
import { neutralizeJson, neutralizeTokens } from './special-tokens';
import type { TemplateMessage, TemplateTool } from './template-message';
import { TokenCounter } from './token-counter';

/** Tokens of prompt and answer together that the model is started with (design document 3.4). */
export const CONTEXT_TOKENS = 8_192;

/** What the template adds to a message: its role, its control tokens, a think block. */
const TOKENS_PER_MESSAGE = 12;
/** What the template adds to a call: its tags and the names of its fields. */
const TOKENS_PER_CALL = 20;

/** What the template adds besides: the words around the tools, the beginning of the answer. */
const TOKENS_OF_TEMPLATE = 150;

export interface RenderedPrompt {
  readonly text: string;
  /** What the answer may take: as asked, but at most half of the context. */
  readonly maxTokens: number;
  /** Messages left out at the front because the context was full. */
  readonly droppedMessages: number;
}

function toTemplateTool(tool: ToolDefinition): TemplateTool {
  const { name, description, parameters } = tool;
  return { type: 'function', function: neutralizeJson({ name, description, parameters }) };
}

function systemMessages(instructions: string): TemplateMessage[] {
  if (instructions === '') return [];
  return [{ role: 'system', content: neutralizeTokens(instructions) }];
}

function measureTurn(turn: readonly HistoryMessage[], counter: TokenCounter): number {
  let tokens = 0;
  for (const message of toTemplateMessages(turn)) {
    tokens += TOKENS_PER_MESSAGE + counter.count(message.content);
    if (message.role !== 'assistant') continue;
    for (const call of message.tool_calls ?? []) {
      tokens += TOKENS_PER_CALL + counter.count(call.name + JSON.stringify(call.arguments));
    }
  }
  return tokens;
}

/** Renders the prompts of a conversation, each within the context of the model. */
export class PromptRenderer {
  private readonly counter = new TokenCounter();

  public constructor(
    private readonly template: PromptTemplate,
    private readonly contextTokens = CONTEXT_TOKENS,
  ) {}

  /** Throws `PromptError` when there is nothing to answer or it does not fit even without what was said before. */
  public render(start: LlmStart): RenderedPrompt {
    const tools = start.tools.map(toTemplateTool);
    const system = systemMessages(start.instructions);
    if (system.length === 0 && start.messages.length === 0) {
      throw new PromptError('prompt_empty', 'neither instructions nor messages');
    }
    const reservedTokens = Math.min(start.sampling.maxTokens, this.contextTokens / 2);
    const fixedTokens =
      TOKENS_OF_TEMPLATE +
      this.counter.count(start.instructions + start.continueAfter) +
      this.counter.count(JSON.stringify(tools));
    const budgetTokens = this.contextTokens - reservedTokens - fixedTokens;
    const fitted = fitHistory(start.messages, budgetTokens, (turn) =>
      measureTurn(turn, this.counter),
    );
    this.counter.endPrompt();
    if (fitted === null) {
      throw new PromptError(
        'context_full',
        'instructions, tools and the newest turn do not fit the context',
      );
    }
    const messages = [...system, ...toTemplateMessages(fitted.kept)];
    const prompt = this.template.render(messages, tools);
    return {
      text: prompt + neutralizeTokens(start.continueAfter),
      maxTokens: reservedTokens,
      droppedMessages: fitted.droppedMessages,
    };
  }
}
