import type { PromptCall } from '../chatml/prompt';

const MAX_FIELDS = 5;
const MAX_CHARS = 300;

/** Verbs at the beginning of a tool's name, which do not belong to what it is about. */
const LEADING_VERB = /^(get|fetch|find|lookup|look up|search|query|check|read|show|list) /;

const FINE = /^(ok|okay|done|success|succeeded|completed|true)$/i;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(result: string): unknown {
  try {
    return JSON.parse(result);
  } catch {
    return result;
  }
}

function readable(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
}

function sayValue(value: unknown): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.slice(0, MAX_FIELDS).map(sayValue).join(', ');
  if (isRecord(value)) return sayFields(value);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function sayFields(record: Record<string, unknown>): string {
  return Object.entries(record)
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => `${readable(name)} is ${sayValue(value)}`)
    .join(', ');
}

function sentence(text: string): string {
  const short = text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS).trimEnd()}, and so on` : text;
  const begun = short.charAt(0).toUpperCase() + short.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function sayRecord(topic: string, record: Record<string, unknown>): string {
  const error = record['error'];
  if (typeof error === 'string') return sentence(`sorry, ${topic} did not work: ${error}`);
  const entries = Object.entries(record);
  const [only] = entries;
  if (record['status'] === 'pending') return `I am still waiting for ${topic}.`;
  if (only === undefined) return 'Done.';
  if (entries.length === 1 && FINE.test(sayValue(only[1]).replace('yes', 'true'))) return 'Done.';
  return sentence(`${topic}: ${sayFields(record)}`);
}

/** One result of a call, to be spoken. */
export function sayResult(call: PromptCall | undefined, result: string): string {
  const topic = readable(call?.name ?? 'the tool').replace(LEADING_VERB, '');
  const value = parse(result);
  if (isRecord(value)) return sayRecord(topic, value);
  const text = sayValue(value).trim();
  if (text === '' || FINE.test(text) || value === true) return 'Done.';
  return typeof value === 'string' ? sentence(text) : sentence(`${topic}: ${text}`);
}
