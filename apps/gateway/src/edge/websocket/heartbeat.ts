import type { Clock, Timer } from '@voxrail/clock';

import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '../ping-rhythm';

/** Asks the other end every 10 s whether it is there, and gives it 5 s to say so. */
export class Heartbeat {
  private timer: Timer;
  private answered = true;

  public constructor(
    private readonly clock: Clock,
    private readonly ping: () => void,
    private readonly onSilent: () => void,
  ) {
    this.timer = this.wait();
  }

  /** The other end has answered. */
  public pong(): void {
    this.answered = true;
  }

  public stop(): void {
    this.timer.cancel();
  }

  private wait(): Timer {
    return this.clock.schedule(PING_INTERVAL_MS, () => {
      this.answered = false;
      this.timer = this.clock.schedule(PING_TIMEOUT_MS, () => {
        if (this.answered) this.timer = this.wait();
        else this.onSilent();
      });
      this.ping();
    });
  }
}
