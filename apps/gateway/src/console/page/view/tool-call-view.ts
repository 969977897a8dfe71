import type { ToolItem } from '../state/conversation-item';
import { element } from './element';

/** Longer values are cut on the page; the agent got the whole. */
const MAX_SHOWN_CHARACTERS = 400;

const STATUS_LABELS: Readonly<Record<ToolItem['outcome']['status'], string>> = {
  running: 'running',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

export function fillToolCall(row: HTMLLIElement, item: ToolItem): void {
  row.dataset['status'] = item.outcome.status;
  const status = element('span', {
    className: 'tool-status',
    text: STATUS_LABELS[item.outcome.status],
  });
  const call = element('code', { className: 'tool-call' });
  call.append(
    element('span', { className: 'tool-name', text: item.toolName }),
    `(${shownParameters(item.parameters)})`,
  );
  const head = element('div', { className: 'tool-head', children: [call, status] });
  const result = shownResult(item);
  const body = element('div', { className: 'tool', children: [head] });
  if (result !== '') body.append(element('code', { className: 'tool-result', text: result }));
  row.replaceChildren(element('span', { className: 'speaker', text: 'Tool' }), body);
}

function shownParameters(parameters: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(parameters).map(([name, value]) => `${name}: ${shown(value)}`);
  return entries.join(', ');
}

function shownResult({ outcome }: ToolItem): string {
  switch (outcome.status) {
    case 'running':
      return '';
    case 'completed':
      return `→ ${shown(outcome.result)}`;
    case 'failed':
      return `→ ${outcome.error}`;
    case 'cancelled':
      return `→ ${outcome.reason.replaceAll('_', ' ')}`;
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ');
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
