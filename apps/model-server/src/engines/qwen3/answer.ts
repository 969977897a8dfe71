import type { Prompt, PromptCall, PromptMessage } from './chatml/prompt';
import { converse } from './dialogue/converse';
import { dialogueOf } from './dialogue/dialogue';
import { fillArguments } from './tools/argument-filling';
import { sayResult } from './tools/result-speech';
import { chooseTool } from './tools/tool-choice';

const GREETING = 'Hello! How can I help?';

/** A call as Qwen3 writes it. */
export function writeCall(call: PromptCall): string {
  const { name, arguments: args } = call;
  return `<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments": ${JSON.stringify(args)}}\n</tool_call>`;
}

function sayResults(results: readonly string[], before: PromptMessage | undefined): string {
  const calls = before?.role === 'assistant' ? before.calls : [];
  return results.map((result, index) => sayResult(calls[index], result)).join(' ');
}

/** What stands in the prompt already is not written again; with a different beginning, as many words are left out. */
function goOn(answer: string, begun: string): string {
  if (answer.startsWith(begun)) return answer.slice(begun.length);
  const heardWords = begun.split(/\s+/).filter((word) => word !== '').length;
  return answer
    .split(/(?=\s)/)
    .slice(heardWords)
    .join('');
}

/** The whole text that follows the prompt, in Qwen3's own format. */
export function answerPrompt(prompt: Prompt, now: Date): string {
  const last = prompt.messages.at(-1);
  if (last?.role === 'tool') {
    return goOn(sayResults(last.results, prompt.messages.at(-2)), prompt.begun);
  }
  const dialogue = dialogueOf(prompt, now);
  if (dialogue === undefined) return goOn(GREETING, prompt.begun);
  const tool = chooseTool(prompt.tools, dialogue.said);
  if (tool !== undefined && prompt.begun === '') {
    return writeCall(fillArguments(tool, dialogue.said));
  }
  return goOn(converse(dialogue), prompt.begun);
}
