import type { DistributionSummary } from '../measure/distribution';
import type { MeasuredProcess } from '../measure/usage-meter';

/** What one run of a scenario found. */
export interface ScenarioResult {
  /** Latencies in milliseconds, by what they are. */
  readonly distributions: Readonly<Record<string, DistributionSummary>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly processes: readonly MeasuredProcess[];
}

/** How far the load generator itself was off its schedule; a run in which it was late is void. */
export interface GeneratorLateness {
  readonly summary: DistributionSummary;
  readonly valid: boolean;
}

export interface BenchReport extends ScenarioResult {
  readonly command: string;
  readonly startedAt: string;
  readonly durationS: number;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGb: number;
    readonly node: string;
  };
  readonly lateness: GeneratorLateness;
}
