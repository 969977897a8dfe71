import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { until } from '@voxrail/testing';

const WRITTEN_MS = 60_000;

/** Settings with which `snapshotOf` can ask a process for what is on its heap. */
export function snapshotSettings(folder: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${folder}` };
}

/**
 * Everything on the heap of the main thread of a process that is still in use, as text: it collects
 * garbage first. Up to 1,024 characters of each string are in it.
 */
export async function snapshotOf(pid: number, folder: string): Promise<string> {
  const files = (): string[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.heapsnapshot') && name.split('.').includes(String(pid)))
      .map((name) => join(folder, name));
  const before = files();
  process.kill(pid, 'SIGUSR2');
  return until(
    () => {
      const file = files().find((name) => !before.includes(name));
      const text = file === undefined ? '' : readFileSync(file, 'utf8');
      return text.trimEnd().endsWith('}') ? text : undefined;
    },
    WRITTEN_MS,
    `a heap snapshot of process ${pid}`,
  );
}
