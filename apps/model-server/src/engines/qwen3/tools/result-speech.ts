import type { PromptCall } from '../chatml/prompt';

const MAX_FIELDS = 5;
const MAX_CHARS = 300;

/** Verbs at the beginning of a tool's name, which do not belong to what it is about. */
const LEADING_VERB = /^(get|fetch|find|lookup|look up|search|query|check|read|show|list) /;

const UNITS: ReadonlyMap<string, string> = new Map([
  ['celsius', 'degrees celsius'],
  ['fahrenheit', 'degrees fahrenheit'],
  ['percent', 'percent'],
]);

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

/** "temperature_celsius: 17" is a temperature of 17 degrees. */
function sayField(name: string, value: unknown): string {
  const words = readable(name).split(' ');
  const unit = words.length > 1 ? UNITS.get(words.at(-1) ?? '') : undefined;
  if (unit === undefined) return `${words.join(' ')} is ${sayValue(value)}`;
  return `${words.slice(0, -1).join(' ')} is ${sayValue(value)} ${unit}`;
}

function sayFields(record: Record<string, unknown>): string {
  return Object.entries(record)
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => sayField(name, value))
    .join(', ');
}

function sentence(text: string): string {
  const short = text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS).trimEnd()}, and so on` : text;
  const begun = short.charAt(0).toUpperCase() + short.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** Fields that are the answer, and need no name before them. */
const ANSWER_FIELDS = new Set(['status', 'result', 'message', 'answer', 'text', 'output']);

/** What the result says beyond what it was asked. */
function withoutEchoes(
  record: Record<string, unknown>,
  call: PromptCall | undefined,
): Record<string, unknown> {
  const news = Object.entries(record).filter(([name, value]) => {
    return JSON.stringify(call?.arguments[name]) !== JSON.stringify(value);
  });
  return news.length > 0 ? Object.fromEntries(news) : record;
}

function sayRecord(topic: string, record: Record<string, unknown>): string {
  const error = record['error'];
  if (typeof error === 'string') return sentence(`sorry, ${topic} did not work: ${error}`);
  if (record['status'] === 'pending') return `I am still waiting for ${topic}.`;
  const [first, ...others] = Object.entries(record);
  if (first === undefined) return 'Done.';
  const [name, value] = first;
  if (others.length === 0) {
    if (value === true || FINE.test(sayValue(value))) return 'Done.';
    if (ANSWER_FIELDS.has(name)) return sentence(sayValue(value));
  }
  const fields = sayFields(record);
  return sentence(readable(name) === topic ? fields : `${topic}: ${fields}`);
}

/** One result of a call, to be spoken. */
export function sayResult(call: PromptCall | undefined, result: string): string {
  const topic = readable(call?.name ?? 'the tool').replace(LEADING_VERB, '');
  const value = parse(result);
  if (isRecord(value)) return sayRecord(topic, withoutEchoes(value, call));
  const text = sayValue(value).trim();
  if (text === '' || FINE.test(text) || value === true) return 'Done.';
  return typeof value === 'string' ? sentence(text) : sentence(`${topic}: ${text}`);
}
