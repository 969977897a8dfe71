import { readProcessUsage } from './process-usage';

export interface MeasuredProcess {
  readonly title: string;
  /** Share of one core over the measured time. */
  readonly cpuPercent: number;
  readonly residentMbAtStart: number;
  readonly residentMbAtEnd: number;
  readonly residentMbHighest: number;
}

interface Track {
  readonly title: string;
  readonly pid: number;
  readonly startCpuS: number;
  readonly startMb: number;
  cpuS: number;
  mb: number;
  highestMb: number;
}

/** CPU and memory of a set of processes between its creation and `finish`. */
export class UsageMeter {
  private readonly startedMs = performance.now();
  private readonly tracks: Track[];
  private readonly timer: NodeJS.Timeout;

  public constructor(pids: Readonly<Record<string, number>>, sampleMs = 1_000) {
    this.tracks = Object.entries(pids).flatMap(([title, pid]) => {
      const usage = readProcessUsage(pid);
      if (usage === undefined) return [];
      const { cpuS, residentMb: mb } = usage;
      return [{ title, pid, startCpuS: cpuS, startMb: mb, cpuS, mb, highestMb: mb }];
    });
    this.timer = setInterval(() => {
      this.sample();
    }, sampleMs);
  }

  public sample(): void {
    for (const track of this.tracks) {
      const usage = readProcessUsage(track.pid);
      if (usage === undefined) continue;
      track.cpuS = usage.cpuS;
      track.mb = usage.residentMb;
      track.highestMb = Math.max(track.highestMb, usage.residentMb);
    }
  }

  public finish(): readonly MeasuredProcess[] {
    clearInterval(this.timer);
    this.sample();
    const elapsedS = (performance.now() - this.startedMs) / 1000;
    return this.tracks.map((track) => ({
      title: track.title,
      cpuPercent: (100 * (track.cpuS - track.startCpuS)) / elapsedS,
      residentMbAtStart: track.startMb,
      residentMbAtEnd: track.mb,
      residentMbHighest: track.highestMb,
    }));
  }
}
