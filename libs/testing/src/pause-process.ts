import type { ChildProcess } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';

import { until } from './until';

const STOP_DEADLINE_MS = 10_000;

/** Stops the process (SIGSTOP) and resolves when all of its threads have stopped, which takes a moment. */
export async function pauseProcess(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP');
  const tasks = `/proc/${String(child.pid)}/task`;
  await until(
    async () => (await threadStates(tasks)).every((state) => state === 'T'),
    STOP_DEADLINE_MS,
  );
}

/** None where the system has no /proc: then the signal has to be trusted. */
async function threadStates(tasks: string): Promise<string[]> {
  const threads = await readdir(tasks).catch(() => []);
  return Promise.all(
    threads.map(async (thread) => {
      const stat = await readFile(`${tasks}/${thread}/stat`, 'utf8').catch(() => ') T');
      // The name before the last bracket may hold anything.
      return stat.slice(stat.lastIndexOf(')') + 2).charAt(0);
    }),
  );
}
