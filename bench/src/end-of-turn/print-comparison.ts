import type { Comparison } from './compare-rules';

const NAME_WIDTH = 42;
const NUMBER_WIDTH = 10;

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(NUMBER_WIDTH)).join('')}`;
}

function line(name: string, cutOff: number, latencyMs: number, held = ''): string {
  return row(name, [String(cutOff), latencyMs.toFixed(0), held]).trimEnd();
}

/** A comparison as a person reads it. */
export function formatComparison(title: string, comparison: Comparison): string {
  const { pauses, turns, silence, check, sameLatency, sameCuts } = comparison;
  return [
    row(`${title}: ${pauses} pauses, ${turns} turns`, ['cut off', 'mean ms', 'held']),
    line(`${silence.silenceMs} ms of silence`, silence.cutOff, silence.latencyMs),
    line('and the check', check.cutOff, check.latencyMs, String(check.heldNeedlessly)),
    line(
      `${sameLatency.silenceMs.toFixed(0)} ms of silence: as slow as the check`,
      sameLatency.cutOff,
      sameLatency.latencyMs,
    ),
    line(
      `${sameCuts.silenceMs.toFixed(0)} ms of silence: cuts off as few`,
      sameCuts.cutOff,
      sameCuts.latencyMs,
    ),
  ].join('\n');
}
