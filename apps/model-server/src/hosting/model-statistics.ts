import { DurationCounter } from './duration-counter';
import type { JobOutcome } from './inference-job';

/** Times of one request on the monotonic clock; those that were not reached are undefined. */
export interface JobTimes {
  readonly arrivedMs: number;
  readonly startedMs: number | undefined;
  readonly firstResponseMs: number | undefined;
  readonly endedMs: number;
}

/** What one model has done since the server began. */
export class ModelStatistics {
  public readonly success = new DurationCounter();
  public readonly fail = new DurationCounter();
  public readonly cancelled = new DurationCounter();
  public readonly queue = new DurationCounter();
  public readonly compute = new DurationCounter();
  /** From a request's start in its engine to its first response: of decoupled models, what a listener waits for. */
  public readonly firstResponse = new DurationCounter();
  /** Milliseconds since the epoch; 0 before the first inference. */
  public lastInferenceMs = 0;

  public record(outcome: JobOutcome, times: JobTimes): void {
    const totalMs = times.endedMs - times.arrivedMs;
    if (outcome === 'failed') this.fail.add(totalMs);
    if (outcome === 'cancelled') this.cancelled.add(totalMs);
    if (outcome !== 'done' || times.startedMs === undefined) return;
    this.lastInferenceMs = Date.now();
    this.success.add(totalMs);
    this.queue.add(times.startedMs - times.arrivedMs);
    this.compute.add(times.endedMs - times.startedMs);
    if (times.firstResponseMs !== undefined) {
      this.firstResponse.add(times.firstResponseMs - times.startedMs);
    }
  }
}
