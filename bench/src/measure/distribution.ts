import { build } from 'hdr-histogram-js';

/** Histograms hold whole microseconds up to a minute, to three digits. */
const UNITS_PER_MS = 1_000;
const HIGHEST_MS = 60_000;
const DIGITS = 3;

/** What a set of values looks like. Milliseconds, null where there was no value. */
export interface DistributionSummary {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}

/** Latencies of one kind. Percentiles come from the whole histogram and are never averaged. */
export class Distribution {
  private readonly histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_MS * UNITS_PER_MS,
    numberOfSignificantValueDigits: DIGITS,
  });

  /** Negative values, which only a clock of another host could give, count as zero. */
  public record(ms: number): void {
    const bounded = Math.min(Math.max(0, ms), HIGHEST_MS);
    this.histogram.recordValue(Math.round(bounded * UNITS_PER_MS));
  }

  public get count(): number {
    return this.histogram.totalCount;
  }

  public percentile(percent: number): number | null {
    if (this.count === 0) return null;
    return this.histogram.getValueAtPercentile(percent) / UNITS_PER_MS;
  }

  public summary(): DistributionSummary {
    const empty = this.count === 0;
    return {
      count: this.count,
      p50: this.percentile(50),
      p95: this.percentile(95),
      p99: this.percentile(99),
      max: empty ? null : this.histogram.maxValue / UNITS_PER_MS,
      mean: empty ? null : this.histogram.mean / UNITS_PER_MS,
    };
  }
}
