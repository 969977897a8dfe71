import { readProcessUsage } from './process-usage';

const SAMPLE_MS = 5_000;

interface Sample {
  readonly atMs: number;
  readonly residentMb: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * By how much processes have grown between two stretches of time: medians, because a garbage
 * collector lets memory swing by more than what is looked for.
 */
export class MemoryGrowth {
  private readonly samples = new Map<string, Sample[]>();
  private readonly timer: NodeJS.Timeout;

  public constructor(private readonly pids: Readonly<Record<string, number>>) {
    for (const title of Object.keys(pids)) this.samples.set(title, []);
    this.timer = setInterval(() => {
      this.sample();
    }, SAMPLE_MS);
  }

  /** Percent, from the first `stretchMs` of the measured time to its last, by process. */
  public finish(stretchMs: number): Readonly<Record<string, number>> {
    clearInterval(this.timer);
    return Object.fromEntries(
      [...this.samples].map(([title, samples]) => [title, growth(samples, stretchMs)]),
    );
  }

  private sample(): void {
    const atMs = performance.now();
    for (const [title, pid] of Object.entries(this.pids)) {
      const usage = readProcessUsage(pid);
      if (usage !== undefined) {
        this.samples.get(title)?.push({ atMs, residentMb: usage.residentMb });
      }
    }
  }
}

function growth(samples: readonly Sample[], stretchMs: number): number {
  const firstMs = samples[0]?.atMs ?? 0;
  const lastMs = samples.at(-1)?.atMs ?? 0;
  const residentOf = (within: readonly Sample[]): number =>
    median(within.map(({ residentMb }) => residentMb));
  const before = residentOf(samples.filter(({ atMs }) => atMs - firstMs <= stretchMs));
  const after = residentOf(samples.filter(({ atMs }) => lastMs - atMs <= stretchMs));
  return (100 * (after - before)) / before;
}
