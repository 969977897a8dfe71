import type { ChildProcess } from 'node:child_process';

/** Whether the process has ended, by itself or by a signal. */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Asks the process to end, also a paused one, kills it after `deadlineMs`, and resolves with its exit
 * code (null after a signal) when it is gone and all that it wrote was read.
 */
export async function endProcess(
  child: ChildProcess,
  signal: NodeJS.Signals,
  deadlineMs: number,
): Promise<number | null> {
  if (child.pid === undefined || hasEnded(child)) return child.exitCode;
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
    child.kill(signal);
    child.kill('SIGCONT');
  });
}

const running = new Set<ChildProcess>();

/** A test run that ends without its teardown leaves no process behind. */
export function endWithThisProcess(child: ChildProcess): void {
  if (running.size === 0) process.once('exit', killRunning);
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killRunning);
  });
}

function killRunning(): void {
  for (const child of running) child.kill('SIGKILL');
}
