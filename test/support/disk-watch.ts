import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

import type { RunningStack } from './stack';

const SAMPLE_MS = 50;

/** The access mode in the flags of an open file: 0 is for reading alone. */
const ACCESS_MODE = 3;

function bytesWritten(pid: number): number {
  const io = readFileSync(`/proc/${pid}/io`, 'utf8');
  return Number(/^write_bytes: (\d+)$/m.exec(io)?.[1] ?? NaN);
}

/** Files that a process could write to at this moment. Sockets, pipes and devices are none. */
function writableFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  // A process that has ended holds nothing open.
  const descriptors = existsSync(folder) ? readdirSync(folder) : [];
  return descriptors.flatMap((descriptor) => {
    try {
      const target = readlinkSync(join(folder, descriptor));
      if (!target.startsWith('/') || target.startsWith('/dev/')) return [];
      const info = readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8');
      const flags = parseInt(/^flags:\s+([0-7]+)$/m.exec(info)?.[1] ?? '0', 8);
      return (flags & ACCESS_MODE) === 0 ? [] : [target];
    } catch {
      // Closed between the listing and the look at it.
      return [];
    }
  });
}

/**
 * Watches what the processes of a stack write, from `begin` on: the system counts the bytes of each
 * process that are for a disk, and every 50 ms their open files are looked at, for those that are in
 * memory alone. What goes to the standard output is read by whoever started the process.
 */
export class DiskWatch {
  private readonly opened = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly pids: Readonly<Record<string, number>>,
    private readonly before: Readonly<Record<string, number>>,
  ) {
    this.timer = setInterval(() => {
      this.look();
    }, SAMPLE_MS);
  }

  public static begin({ stack: { pids } }: RunningStack): DiskWatch {
    const before = Object.entries(pids).map(([title, pid]) => [title, bytesWritten(pid)] as const);
    return new DiskWatch(pids, Object.fromEntries(before));
  }

  /** What was written until now, and what could have been; empty when nothing was. */
  public findings(): string[] {
    this.look();
    const written = Object.entries(this.pids).flatMap(([title, pid]) => {
      const bytes = bytesWritten(pid) - (this.before[title] ?? NaN);
      return bytes === 0 ? [] : [`${title} has written ${bytes} bytes to a disk`];
    });
    return [...written, ...this.opened];
  }

  public stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const [title, pid] of Object.entries(this.pids)) {
      for (const file of writableFiles(pid)) this.opened.add(`${title} has ${file} open`);
    }
  }
}
