import type { Clock, Timer } from '@voxrail/clock';

/**
 * A write to the broker costs some 0.2 ms of processor time on a small machine, whether it holds one
 * message or ten, and as much again at each reader: 500 frames a second, as ten callers send, would
 * be a fifth of a core for writing alone. A lone caller's frames, 20 ms apart, never wait.
 */
const GATHER_MS = 4;

interface Waiting {
  readonly subject: string;
  readonly data: Uint8Array;
}

/** Messages that may wait a little for others, so that they leave in one write. Order is kept. */
export class PublishGather {
  private waiting: Waiting[] = [];
  private writtenMs = Number.NEGATIVE_INFINITY;
  private timer: Timer | undefined;

  /** @param publish those of one tick leave in one write. */
  public constructor(
    private readonly clock: Clock,
    private readonly publish: (subject: string, data: Uint8Array) => void,
  ) {}

  /** At most `GATHER_MS` later, the message leaves. */
  public add(subject: string, data: Uint8Array): void {
    this.waiting.push({ subject, data });
    if (this.timer !== undefined) return;
    const waitMs = this.writtenMs + GATHER_MS - this.clock.nowMs();
    if (waitMs <= 0) {
      this.flush();
      return;
    }
    this.timer = this.clock.schedule(Math.ceil(waitMs), () => {
      this.flush();
    });
  }

  /** What waits leaves now: before any message that must not wait, and at the end. */
  public flush(): void {
    this.timer?.cancel();
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const messages = this.waiting;
    this.waiting = [];
    this.writtenMs = this.clock.nowMs();
    for (const { subject, data } of messages) this.publish(subject, data);
  }
}
