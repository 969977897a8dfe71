import { readFileSync } from 'node:fs';

/** Linux reports process times in this unit on every architecture Node runs on (USER_HZ). */
const TICKS_PER_S = 100;
const BYTES_PER_MB = 1_048_576;
const PAGE_BYTES = 4_096;

/** Fields of /proc/<pid>/stat counted after the closing bracket of the program's name. */
const USER_TICKS_FIELD = 11;
const SYSTEM_TICKS_FIELD = 12;

export interface ProcessUsage {
  readonly cpuS: number;
  readonly residentMb: number;
}

/** What a process has used so far; undefined once it is gone, or where there is no /proc. */
export function readProcessUsage(pid: number): ProcessUsage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_TICKS_FIELD]) + Number(fields[SYSTEM_TICKS_FIELD]);
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return { cpuS: ticks / TICKS_PER_S, residentMb: (pages * PAGE_BYTES) / BYTES_PER_MB };
  } catch {
    return undefined;
  }
}
