import type { MarkKind, SpanKind, TimelineRow, TimelineSpan } from './timeline-row';

export const SPAN_LABELS: Readonly<Record<SpanKind, string>> = {
  user: 'You',
  waiting: 'Wait',
  ahead: 'Answer begun ahead',
  thinking: 'Thinking',
  tool: 'Tool',
  speaking: 'Agent',
  paused: 'Paused',
};

export const MARK_LABELS: Readonly<Record<MarkKind, string>> = {
  commit: 'Commit',
  interruption: 'Interruption',
  pause: 'Pause',
  resume: 'Resume',
};

/** The whole row for somebody who does not see it, in the order in which it happened. */
export function turnInWords(row: TimelineRow): string {
  const happened = [
    ...row.marks.map(({ kind, atMs }) => ({
      atMs,
      words: `${MARK_LABELS[kind].toLowerCase()} at ${seconds(atMs)}`,
    })),
    ...row.spans.map((span) => ({ atMs: span.fromMs, words: spanInWords(span, row) })),
  ].sort((a, b) => a.atMs - b.atMs);
  return `${turnName(row)}: ${happened.map(({ words }) => words).join(', ')}`;
}

export function turnName({ turn, begunBy }: TimelineRow): string {
  const kind = begunBy === 'text' ? 'Typed' : begunBy === 'agent' ? 'Agent' : 'Turn';
  return turn === null ? kind : `${kind} ${turn}`;
}

export function spanInWords(span: TimelineSpan, { revisions }: TimelineRow): string {
  const length = seconds(span.toMs - span.fromMs);
  const times = revisions === 1 ? '1 revision' : `${revisions} revisions`;
  switch (span.kind) {
    case 'user':
      return `you spoke ${length}`;
    case 'waiting':
      return `wait ${length}`;
    case 'ahead':
      return `wait ${length} with the answer begun ahead (${times})`;
    case 'thinking':
      return `agent thought ${length}`;
    case 'tool':
      return `tool ${span.toolName ?? ''} ${length}`;
    case 'speaking':
      return `agent spoke ${length}`;
    case 'paused':
      return `agent paused ${length}`;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
