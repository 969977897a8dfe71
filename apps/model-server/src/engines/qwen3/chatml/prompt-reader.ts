import type { Prompt, PromptCall, PromptMessage, PromptTool } from './prompt';

const MESSAGE = /<\|im_start\|>(system|user|assistant)\n([\s\S]*?)(?:<\|im_end\|>|$)/g;
const CLOSED_THOUGHTS = /^<think>[\s\S]*?<\/think>\s*/;
const CALL = /<tool_call>\s*([\s\S]*?)\s*<\/tool_call>/g;
const RESULT = /<tool_response>\n?([\s\S]*?)\n?<\/tool_response>/g;
const TOOLS_HEADING = '# Tools\n\nYou may call one or more functions';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseRecord(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function captures(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), (match) => match[1] ?? '');
}

function readTool(line: string): PromptTool[] {
  const definition = parseRecord(line)?.['function'];
  if (!isRecord(definition)) return [];
  const { name, description, parameters } = definition;
  if (typeof name !== 'string' || name === '') return [];
  return [
    {
      name,
      description: typeof description === 'string' ? description : '',
      parameters: isRecord(parameters) ? parameters : {},
    },
  ];
}

function readSystem(content: string): Pick<Prompt, 'instructions' | 'tools'> {
  const heading = content.lastIndexOf(TOOLS_HEADING);
  if (heading < 0) return { instructions: content, tools: [] };
  const lines = content.slice(heading).split('<tools>\n').at(1)?.split('\n</tools>').at(0) ?? '';
  return {
    instructions: content.slice(0, heading).trimEnd(),
    tools: lines.split('\n').flatMap(readTool),
  };
}

function readCall(json: string): PromptCall[] {
  const call = parseRecord(json);
  const name = call?.['name'];
  const args = call?.['arguments'];
  return typeof name === 'string' ? [{ name, arguments: isRecord(args) ? args : {} }] : [];
}

function readMessage(role: string, content: string): PromptMessage {
  if (role === 'assistant') {
    const text = content.replace(CLOSED_THOUGHTS, '').replaceAll(CALL, '').trim();
    return { role: 'assistant', text, calls: captures(content, CALL).flatMap(readCall) };
  }
  const results = captures(content, RESULT);
  return results.length > 0 ? { role: 'tool', results } : { role: 'user', text: content };
}

/** Reads what Qwen3's chat template writes. Whatever it does not know is left out; it never throws. */
export function readPrompt(text: string): Prompt {
  let system: Pick<Prompt, 'instructions' | 'tools'> = { instructions: '', tools: [] };
  const messages: PromptMessage[] = [];
  const answerAt = text.lastIndexOf('<|im_start|>assistant\n');
  const open = answerAt >= 0 && !text.includes('<|im_end|>', answerAt);
  const history = open ? text.slice(0, answerAt) : text;
  for (const [, role = '', content = ''] of history.matchAll(MESSAGE)) {
    if (role === 'system') system = readSystem(content);
    else messages.push(readMessage(role, content));
  }
  const answer = open ? text.slice(answerAt + '<|im_start|>assistant\n'.length) : '';
  return { ...system, messages, begun: answer.replace(CLOSED_THOUGHTS, '') };
}
