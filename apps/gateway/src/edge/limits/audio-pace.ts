import type { Clock } from '@voxrail/clock';
import { BYTES_PER_SAMPLE, INPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

/** Protocol section 2: at most 1.5 times real time over any 2 s. */
const WINDOW_MS = 2_000;
const MS_PER_SECOND = 1_000;

/** The shortest message that the protocol recommends anything for; shorter ones come at the same rate. */
const SHORTEST_MESSAGE_MS = 10;

/**
 * A network that stood still brings at once what it held back, which is no faster than real time: it is taken,
 * up to as much as the client library keeps.
 */
const MOST_HELD_BACK_MS = 5_000;

const BYTES_PER_MS = (INPUT_SAMPLE_RATE_HZ * BYTES_PER_SAMPLE) / MS_PER_SECOND;

/**
 * How fast a client may send audio: bytes and messages within any two seconds, exact to the millisecond, or
 * what is late. Empty and refused messages cost the gateway as much as others, so all of them count as messages.
 */
export class AudioPace {
  private readonly mostBytes: number;
  /** What real time would have brought so far and has not come; below 0, what came ahead of it. */
  private heldBackBytes = 0;
  private countedToMs: number;
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
    this.mostBytes = WINDOW_MS * speedLimit * BYTES_PER_MS;
    this.countedToMs = Math.round(clock.nowMs());
    const mostMessages = Math.ceil((WINDOW_MS * speedLimit) / SHORTEST_MESSAGE_MS);
    this.atMs = new Float64Array(mostMessages);
    this.bytes = new Uint32Array(mostMessages);
  }

  /** Counts a message if it may be taken; one that may not is not counted. */
  public take(bytes: number): boolean {
    const nowMs = Math.round(this.clock.nowMs());
    this.forget(nowMs - WINDOW_MS);
    this.heldBackBytes = Math.min(
      this.heldBackBytes + (nowMs - this.countedToMs) * BYTES_PER_MS,
      MOST_HELD_BACK_MS * BYTES_PER_MS,
    );
    this.countedToMs = nowMs;
    const cost = Math.max(bytes, SHORTEST_MESSAGE_MS * BYTES_PER_MS);
    const isLate = cost <= this.heldBackBytes;
    const hasRoom = this.count < this.atMs.length && this.sumBytes + bytes <= this.mostBytes;
    if (!isLate && !hasRoom) return false;
    this.heldBackBytes = Math.max(this.heldBackBytes - cost, -this.mostBytes);
    if (!isLate) this.note(nowMs, bytes);
    return true;
  }

  private note(nowMs: number, bytes: number): void {
    const at = (this.first + this.count) % this.atMs.length;
    this.atMs[at] = nowMs;
    this.bytes[at] = bytes;
    this.count += 1;
    this.sumBytes += bytes;
  }

  private forget(untilMs: number): void {
    while (this.count > 0 && (this.atMs[this.first] ?? 0) <= untilMs) {
      this.sumBytes -= this.bytes[this.first] ?? 0;
      this.first = (this.first + 1) % this.atMs.length;
      this.count -= 1;
    }
  }
}
