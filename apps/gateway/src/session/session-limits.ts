import type { Clock } from '@voxrail/clock';
import type { SessionConfig } from '@voxrail/contracts';

import { Deadline } from './deadline';

const MS_PER_SECOND = 1000;

export type LimitReached = 'idle' | 'max_duration';

/** How long a session may last in all, and how long without anyone doing anything. */
export class SessionLimits {
  private readonly idle: Deadline;
  private readonly duration: Deadline;
  private idleMs = 0;

  public constructor(
    private readonly clock: Clock,
    config: SessionConfig,
    isBusy: () => boolean,
    onReached: (limit: LimitReached) => void,
    /** On this clock; before the clock's own beginning where the session is older than this process. */
    private readonly startedAtMs: number,
  ) {
    this.idle = new Deadline(clock, () => {
      if (isBusy()) this.idle.arm(this.idleMs);
      else onReached('idle');
    });
    this.duration = new Deadline(clock, () => {
      onReached('max_duration');
    });
    this.configure(config);
  }

  /** Takes new limits; the duration still counts from the session's start. */
  public configure(config: SessionConfig): void {
    this.idleMs = config.limits.idle_s * MS_PER_SECOND;
    this.idle.arm(this.idleMs);
    const elapsedMs = this.clock.nowMs() - this.startedAtMs;
    this.duration.arm(Math.max(0, config.limits.max_duration_s * MS_PER_SECOND - elapsedMs));
  }

  public noteActivity(): void {
    this.idle.extend();
  }

  public close(): void {
    this.idle.clear();
    this.duration.clear();
  }
}
