import type { Clock } from '@voxrail/clock';
import { scheduleAwake } from '@voxrail/clock';

/** `'done'` when `work` settled with a value within `deadlineMs`, else `'late'`. Rejects as `work` does. */
export async function withinDeadline(
  clock: Clock,
  deadlineMs: number,
  work: Promise<unknown>,
): Promise<'done' | 'late'> {
  return new Promise((resolve, reject) => {
    const timer = scheduleAwake(clock, deadlineMs, () => {
      resolve('late');
    });
    work.then(
      () => {
        timer.cancel();
        resolve('done');
      },
      (error: unknown) => {
        timer.cancel();
        reject(error instanceof Error ? error : new Error('rejected', { cause: error }));
      },
    );
  });
}
