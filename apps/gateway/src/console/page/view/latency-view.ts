import type { TurnLatency } from '../state/latency-parts';
import { LATENCY_PARTS, medianMs } from '../state/latency-parts';
import { element } from './element';

/** Turns shown; a longer list would push the legend off the screen. */
const SHOWN_TURNS = 8;

/** The scale never ends before this, so that a fast turn looks fast. */
const MIN_SCALE_MS = 600;

/** What the system aims for (design document, section 1), drawn as a line across the bars. */
const TARGET_MS = 500;

/** Each turn's latency as a bar of its parts, all on one scale. */
export class LatencyView {
  private latencies: TurnLatency[] = [];

  public constructor(
    private readonly list: HTMLOListElement,
    private readonly summary: HTMLElement,
    private readonly placeholder: HTMLElement,
    legend: HTMLUListElement,
  ) {
    legend.replaceChildren(
      ...LATENCY_PARTS.map(({ name, label }) =>
        element('li', {
          children: [element('span', { className: `swatch part-${name}` }), new Text(label)],
        }),
      ),
    );
    this.render();
  }

  public add(latency: TurnLatency): void {
    this.latencies = [...this.latencies, latency].slice(-SHOWN_TURNS);
    this.render();
  }

  public clear(): void {
    this.latencies = [];
    this.render();
  }

  private render(): void {
    const median = medianMs(this.latencies);
    this.summary.textContent = median === undefined ? '–' : `${Math.round(median)} ms`;
    const longest = Math.max(MIN_SCALE_MS, ...this.latencies.map(({ totalMs }) => totalMs));
    this.list.replaceChildren(...this.latencies.map((latency) => row(latency, longest)));
    this.list.style.setProperty('--target-share', String(TARGET_MS / longest));
    this.list.hidden = this.latencies.length === 0;
    this.placeholder.hidden = this.latencies.length > 0;
  }
}

function row(latency: TurnLatency, scaleMs: number): HTMLLIElement {
  const parts = latency.parts.map(({ name, label, ms }) => {
    const part = element('span', {
      className: `part part-${name}`,
      attributes: { title: `${label}: ${Math.round(ms)} ms` },
    });
    part.style.width = `${(100 * ms) / scaleMs}%`;
    return part;
  });
  const spoken = latency.parts.map(({ label, ms }) => `${label} ${Math.round(ms)} ms`).join(', ');
  const bar = element('span', {
    className: 'bar',
    attributes: { role: 'img', 'aria-label': spoken },
    children: parts,
  });
  return element('li', {
    className: 'latency-row',
    children: [
      element('span', {
        className: 'latency-turn',
        text: `${latency.typed ? 'Typed' : 'Turn'} ${latency.turn}`,
      }),
      bar,
      element('span', { className: 'latency-total', text: `${Math.round(latency.totalMs)} ms` }),
    ],
  });
}
