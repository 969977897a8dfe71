import type { HistoryMessage, HistoryToolCall } from '@voxrail/contracts';

import { neutralizeJson, neutralizeTokens } from './special-tokens';
import type { TemplateMessage, TemplateToolCall } from './template-message';

/**
 * Stands before the person's words when they cut the agent's last answer off. It is in their turn
 * and not at the end of the agent's, where the model would learn to say it.
 */
const CUTTING_IN = '(interrupting you) ';

const PENDING_RESULT = '{"status": "pending"}';

/** A longer result would push the conversation out of the context. */
const MAX_RESULT_CHARS = 8_192;
const SHORTENED = ' … [shortened]';

type Role = HistoryMessage['role'];

/** Turns history into the messages of a prompt; nothing in them can be read as a control token. */
class ConversationWriter {
  private readonly written: TemplateMessage[] = [];
  private readonly callNames = new Map<string, string>();
  private wasCutOff = false;

  public write(history: readonly HistoryMessage[]): TemplateMessage[] {
    let index = 0;
    while (index < history.length) {
      const message = history[index];
      if (message === undefined) break;
      index += 1;
      switch (message.role) {
        case 'user':
          this.user(message.content);
          break;
        case 'assistant': {
          const replies = contiguous(history, index, 'tool');
          this.assistant(message);
          this.results(message.toolCalls ?? [], replies);
          index += replies.length;
          break;
        }
        case 'tool':
          this.lateResult(message);
          break;
      }
    }
    return this.written;
  }

  private user(said: string): void {
    const content = (this.wasCutOff ? CUTTING_IN : '') + neutralizeTokens(said);
    this.wasCutOff = false;
    const last = this.written.at(-1);
    if (last?.role !== 'user') {
      this.written.push({ role: 'user', content });
      return;
    }
    this.written[this.written.length - 1] = {
      role: 'user',
      content: neutralizeTokens(`${last.content}\n${content}`),
    };
  }

  private assistant(message: HistoryMessage): void {
    const calls = message.toolCalls ?? [];
    if (message.content === '' && calls.length === 0) return;
    this.wasCutOff = message.interrupted === true;
    const content = neutralizeTokens(message.content);
    this.written.push(
      calls.length === 0
        ? { role: 'assistant', content }
        : { role: 'assistant', content, tool_calls: calls.map(templateCall) },
    );
  }

  /** The template names no call in a result: the model tells them apart by their order alone. */
  private results(calls: readonly HistoryToolCall[], replies: readonly HistoryMessage[]): void {
    for (const call of calls) this.callNames.set(call.requestId, call.name);
    const own = new Set(calls.map((call) => call.requestId));
    for (const call of calls) {
      const reply = replies.find((candidate) => candidate.requestId === call.requestId);
      const content = reply === undefined ? PENDING_RESULT : shorten(reply.content);
      this.written.push({ role: 'tool', content: neutralizeTokens(content) });
    }
    for (const reply of replies) {
      if (reply.requestId === undefined || !own.has(reply.requestId)) this.lateResult(reply);
    }
  }

  /** A result that came when the conversation had already gone on. */
  private lateResult(message: HistoryMessage): void {
    const name = this.callNames.get(message.requestId ?? '') ?? 'an earlier call';
    const content = neutralizeTokens(`Late result of ${name}: ${shorten(message.content)}`);
    this.written.push({ role: 'tool', content });
  }
}

function contiguous(
  history: readonly HistoryMessage[],
  from: number,
  role: Role,
): readonly HistoryMessage[] {
  let end = from;
  while (history[end]?.role === role) end += 1;
  return history.slice(from, end);
}

/** The template puts the name between quotes as it stands, so it is escaped here. */
function templateCall(call: HistoryToolCall): TemplateToolCall {
  return {
    name: JSON.stringify(neutralizeTokens(call.name)).slice(1, -1),
    arguments: neutralizeJson(call.arguments),
  };
}

function shorten(result: string): string {
  if (result.length <= MAX_RESULT_CHARS) return result;
  return result.slice(0, MAX_RESULT_CHARS) + SHORTENED;
}

/**
 * The messages of a prompt for a conversation as the person heard it: user messages in a row are
 * one, answers of which nothing was heard are left out, every call has a result (or is pending).
 */
export function toTemplateMessages(history: readonly HistoryMessage[]): TemplateMessage[] {
  return new ConversationWriter().write(history);
}
