import type { TimelineMark, TimelineRow, TimelineSpan } from '../state/timeline-row';
import {
  MARK_LABELS,
  SPAN_LABELS,
  spanInWords,
  turnInWords,
  turnName,
} from '../state/turn-in-words';
import { element } from './element';

/** The scale never ends before this, so that a short turn looks short. */
const MIN_SCALE_MS = 4_000;

/** Nor after this: beside a long story nothing else could be made out. What is longer runs off the edge. */
const MAX_SCALE_MS = 12_000;

const LEGEND_SPANS = [
  'user',
  'waiting',
  'ahead',
  'thinking',
  'tool',
  'speaking',
  'paused',
] as const;
const LEGEND_MARKS = ['commit', 'interruption'] as const;

/** Who did what when in the last turns, each from its own beginning, all on one scale. */
export class TimelineView {
  public constructor(
    private readonly list: HTMLOListElement,
    private readonly scale: HTMLElement,
    private readonly length: HTMLElement,
    private readonly placeholder: HTMLElement,
    legend: HTMLUListElement,
  ) {
    legend.replaceChildren(
      ...LEGEND_SPANS.map((kind) => legendItem(`swatch span-${kind}`, SPAN_LABELS[kind])),
      ...LEGEND_MARKS.map((kind) => legendItem(`swatch-mark mark-${kind}`, MARK_LABELS[kind])),
    );
    this.show([]);
  }

  public show(rows: readonly TimelineRow[]): void {
    const longest = Math.max(MIN_SCALE_MS, ...rows.map(({ lengthMs }) => lengthMs));
    const scaleMs = Math.min(MAX_SCALE_MS, longest);
    this.list.replaceChildren(...rows.map((row) => turnRow(row, scaleMs)));
    this.length.textContent = `${(scaleMs / 1000).toFixed(1)} s`;
    const isEmpty = rows.length === 0;
    this.list.hidden = isEmpty;
    this.scale.hidden = isEmpty;
    this.placeholder.hidden = !isEmpty;
  }
}

function legendItem(swatch: string, label: string): HTMLLIElement {
  return element('li', {
    children: [element('span', { className: swatch }), new Text(label)],
  });
}

function turnRow(row: TimelineRow, scaleMs: number): HTMLLIElement {
  const track = element('span', {
    className: row.lengthMs > scaleMs ? 'track is-cut-short' : 'track',
    attributes: { role: 'img', 'aria-label': turnInWords(row) },
    children: [
      ...row.spans
        .filter(({ fromMs }) => fromMs < scaleMs)
        .map((span) => spanBar(span, row, scaleMs)),
      ...row.marks.map((mark) => markLine(mark, scaleMs)),
    ],
  });
  const ahead = row.spans.some(({ kind }) => kind === 'ahead');
  return element('li', {
    className: row.over ? 'timeline-row' : 'timeline-row is-going-on',
    children: [
      element('span', { className: 'timeline-turn', text: turnName(row) }),
      track,
      element('span', {
        className: 'timeline-ahead',
        text: ahead ? `×${row.revisions}` : '',
        attributes: ahead ? { title: 'Answers begun ahead of the commit' } : {},
      }),
    ],
  });
}

function spanBar(span: TimelineSpan, row: TimelineRow, scaleMs: number): HTMLElement {
  const bar = element('span', {
    className: `span span-${span.kind}`,
    attributes: { title: spanInWords(span, row) },
  });
  bar.style.left = share(span.fromMs, scaleMs);
  bar.style.width = share(Math.min(span.toMs, scaleMs) - span.fromMs, scaleMs);
  return bar;
}

function markLine({ kind, atMs }: TimelineMark, scaleMs: number): HTMLElement {
  const line = element('span', {
    className: `mark mark-${kind}`,
    attributes: { title: `${MARK_LABELS[kind]} at ${(atMs / 1000).toFixed(2)} s` },
  });
  // One beyond the edge is shown at the edge rather than not at all.
  line.style.left = share(Math.min(atMs, scaleMs), scaleMs);
  return line;
}

function share(ms: number, scaleMs: number): string {
  return `${(100 * ms) / scaleMs}%`;
}
