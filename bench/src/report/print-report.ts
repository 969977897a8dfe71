import type { DistributionSummary } from '../measure/distribution';
import type { BenchReport } from './report';

const NAME_WIDTH = 52;
const NUMBER_WIDTH = 10;

function cell(value: number | string | null): string {
  if (value === null) return '–'.padStart(NUMBER_WIDTH);
  if (typeof value === 'string') return value.padStart(NUMBER_WIDTH);
  return (Number.isInteger(value) ? String(value) : value.toFixed(1)).padStart(NUMBER_WIDTH);
}

function row(name: string, cells: readonly (number | string | null)[]): string {
  return `  ${name.padEnd(NAME_WIDTH)}${cells.map(cell).join('')}`;
}

function distributionRow(name: string, summary: DistributionSummary): string {
  return row(name, [summary.count, summary.p50, summary.p95, summary.p99, summary.max]);
}

function processLines(report: BenchReport): string[] {
  if (report.processes.length === 0) return [];
  const total = report.processes.reduce((sum, { residentMbAtEnd }) => sum + residentMbAtEnd, 0);
  return [
    '',
    row('process', ['CPU %', 'MB start', 'MB end', 'MB most']),
    ...report.processes.map((entry) =>
      row(entry.title, [
        entry.cpuPercent,
        entry.residentMbAtStart,
        entry.residentMbAtEnd,
        entry.residentMbHighest,
      ]),
    ),
    row('all', ['', '', total, '']),
  ];
}

/** The report as a person reads it. */
export function formatReport(report: BenchReport): string {
  const { machine } = report;
  const lines = [
    `${report.command}, ${report.startedAt}, ${report.durationS.toFixed(0)} s`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb.toFixed(0)} GB, Node ${machine.node}`,
    '',
    row('milliseconds', ['n', 'p50', 'p95', 'p99', 'max']),
    ...Object.entries(report.distributions).map(([name, summary]) =>
      distributionRow(name, summary),
    ),
    distributionRow('lateness of the generator', report.lateness.summary),
    '',
    ...Object.entries(report.counts).map(([name, count]) => row(name, [count])),
    ...processLines(report),
  ];
  if (!report.lateness.valid) {
    lines.push(
      '',
      'VOID: the load generator was late by more than 10 ms at p99; nothing above holds.',
    );
  }
  return lines.join('\n');
}
