import type { PackedTensors } from './packed-tensors';

/**
 * Responses that follow each other faster than this are given on together. The main thread takes all
 * messages that wait before it writes to any socket, so an engine that gives 40 responses in a burst
 * would keep the first from leaving until all are encoded.
 */
const BURST_MS = 2;

/**
 * The responses of one request on their way to the main thread: the first at once, and so is each that
 * comes after a pause; the others of a burst in one message.
 */
export class ResponseBatch {
  private held: PackedTensors[] = [];
  private givenMs = Number.NEGATIVE_INFINITY;
  private flushPlanned = false;

  /** @param give takes one or more responses, in order. */
  public constructor(
    private readonly nowMs: () => number,
    private readonly give: (responses: readonly PackedTensors[]) => void,
  ) {}

  public add(response: PackedTensors): void {
    this.held.push(response);
    if (this.nowMs() - this.givenMs >= BURST_MS) this.flush();
    else this.flushSoon();
  }

  /** Gives what is held; to be called before the request is said to be over. */
  public flush(): void {
    if (this.held.length === 0) return;
    const responses = this.held;
    this.held = [];
    this.givenMs = this.nowMs();
    this.give(responses);
  }

  /** For an engine that pauses after a burst; one that does not holds this up, and flushes by time. */
  private flushSoon(): void {
    if (this.flushPlanned) return;
    this.flushPlanned = true;
    setImmediate(() => {
      this.flushPlanned = false;
      this.flush();
    });
  }
}
