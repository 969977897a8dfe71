import type { Clock, Timer } from '@voxrail/clock';

import type { ModelStreams } from './model-stream';
import { ModelStream } from './model-stream';

/** A person who began to speak has said it all by then, or will be announced again. */
const LIFETIME_MS = 30_000;

/** At most one open stream of a session, for the generation that is likely next. */
export class SpareStream {
  private spare: { readonly stream: ModelStream; readonly expiry: Timer } | undefined;

  public constructor(
    private readonly streams: ModelStreams,
    private readonly clock: Clock,
  ) {}

  /** Opens the spare stream, or keeps the one there is for as long again. */
  public prepare(traceparent: string): void {
    const kept = this.release();
    const stream = kept?.usable === true ? kept : new ModelStream(this.streams, traceparent);
    const expiry = this.clock.schedule(LIFETIME_MS, () => {
      this.close();
    });
    this.spare = { stream, expiry };
  }

  /**
   * The spare stream or a new one, which is the caller's to end. A stream carries its trace from its
   * opening on, so a spare one is seen in the trace of what announced it.
   */
  public take(traceparent: string): ModelStream {
    const kept = this.release();
    return kept?.usable === true ? kept : new ModelStream(this.streams, traceparent);
  }

  public close(): void {
    this.release()?.cancel();
  }

  private release(): ModelStream | undefined {
    const spare = this.spare;
    this.spare = undefined;
    spare?.expiry.cancel();
    return spare?.stream;
  }
}
