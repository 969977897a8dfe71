import type { Clock, Timer } from '@voxrail/clock';

import { Countdown } from './countdown';
import type { SynthesisStreams } from './segment-stream';
import { SegmentStream } from './segment-stream';

/** Where the trace id ends in a traceparent: a stream carries its trace from its opening on. */
const TRACE_ID_END = 35;

/** At most one stream of a session, opened for the segment that is likely next. */
export class StreamReserve {
  private stream: SegmentStream | undefined;
  private trace = '';
  private readonly expiry: Countdown;
  private soon: Timer | undefined;

  public constructor(
    private readonly streams: SynthesisStreams,
    private readonly clock: Clock,
    private readonly lifetimeMs: number,
  ) {
    this.expiry = new Countdown(clock, () => {
      this.close();
    });
  }

  /** Opens a stream, if there is none for this trace, and keeps it for a while. */
  public prepare(traceparent: string): void {
    const trace = traceparent.slice(0, TRACE_ID_END);
    if (this.stream?.usable !== true || this.trace !== trace) {
      this.close();
      this.stream = new SegmentStream(this.streams, traceparent);
      this.trace = trace;
    }
    this.expiry.restart(this.lifetimeMs);
  }

  /** As `prepare`, when the request that is just being made has left: opening a stream takes longer than writing it. */
  public prepareSoon(traceparent: string): void {
    this.soon?.cancel();
    this.soon = this.clock.schedule(0, () => {
      this.prepare(traceparent);
    });
  }

  /** The prepared stream, or a new one. It is the caller's to end. */
  public take(traceparent: string): SegmentStream {
    this.soon?.cancel();
    const prepared = this.stream;
    if (prepared?.usable === true && this.trace === traceparent.slice(0, TRACE_ID_END)) {
      this.stream = undefined;
      this.expiry.stop();
      return prepared;
    }
    return new SegmentStream(this.streams, traceparent);
  }

  /** Ends the stream that nobody took. */
  public close(): void {
    this.soon?.cancel();
    this.expiry.stop();
    this.stream?.cancel();
    this.stream = undefined;
  }
}
