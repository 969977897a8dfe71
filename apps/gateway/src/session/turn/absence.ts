import type { Clock } from '@voxrail/clock';

import { Deadline } from '../deadline';

/**
 * A client that comes back says how much it has played before it was cut off. One that says nothing
 * for this long goes on where the estimate stands.
 */
export const REPORT_WAIT_MS = 250;

/** Whether nobody is there to hear the agent, and for how long after that it still waits. */
export class Absence {
  private away = false;
  private readonly report: Deadline;

  /** @param onOver the agent may be heard again. */
  public constructor(
    clock: Clock,
    private readonly onOver: () => void,
  ) {
    this.report = new Deadline(clock, () => {
      this.over();
    });
  }

  public get lasts(): boolean {
    return this.away;
  }

  public begin(): void {
    this.away = true;
    this.report.clear();
  }

  /** The client is back. @param mayReport whether it has heard something of which it could tell. */
  public end(mayReport: boolean): void {
    if (!this.away) return;
    if (mayReport) this.report.arm(REPORT_WAIT_MS);
    else this.over();
  }

  /** The client has said what it heard. */
  public reported(): void {
    if (this.report.isSet) this.over();
  }

  public close(): void {
    this.report.clear();
  }

  private over(): void {
    this.report.clear();
    this.away = false;
    this.onOver();
  }
}
