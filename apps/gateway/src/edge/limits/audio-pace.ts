import type { Clock } from '@voxrail/clock';
import { BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

/** Protocol section 2: at most 1.5 times real time over any 2 s. */
const WINDOW_MS = 2_000;
const MS_PER_SECOND = 1_000;

/** The shortest message that the protocol recommends anything for; shorter ones come at the same rate. */
const SHORTEST_MESSAGE_MS = 10;

/**
 * How fast a client may send audio: bytes and messages within any two seconds, exact to the millisecond.
 * Empty and refused messages cost the gateway as much as others, so all of them count as messages.
 */
export class AudioPace {
  private readonly mostBytes: number;
  private readonly atMs: Float64Array;
  private readonly bytes: Uint32Array;
  private first = 0;
  private count = 0;
  private sumBytes = 0;

  /** @param speedLimit times real time */
  public constructor(
    private readonly clock: Clock,
    speedLimit: number,
  ) {
    const seconds = (WINDOW_MS / MS_PER_SECOND) * speedLimit;
    this.mostBytes = seconds * INPUT_SAMPLE_RATE_HZ * BYTES_PER_SAMPLE;
    const mostMessages = Math.ceil((WINDOW_MS * speedLimit) / SHORTEST_MESSAGE_MS);
    this.atMs = new Float64Array(mostMessages);
    this.bytes = new Uint32Array(mostMessages);
  }

  /** Counts a message if it may be taken; one that may not is not counted. */
  public take(bytes: number): boolean {
    const nowMs = Math.round(this.clock.nowMs());
    this.forget(nowMs - WINDOW_MS);
    const capacity = this.atMs.length;
    if (this.count === capacity || this.sumBytes + bytes > this.mostBytes) return false;
    const at = (this.first + this.count) % capacity;
    this.atMs[at] = nowMs;
    this.bytes[at] = bytes;
    this.count += 1;
    this.sumBytes += bytes;
    return true;
  }

  private forget(untilMs: number): void {
    while (this.count > 0 && (this.atMs[this.first] ?? 0) <= untilMs) {
      this.sumBytes -= this.bytes[this.first] ?? 0;
      this.first = (this.first + 1) % this.atMs.length;
      this.count -= 1;
    }
  }
}
