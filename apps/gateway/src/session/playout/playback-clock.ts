/**
 * Where the client's playback stands. Without reports the schedule is the estimate: playback begins
 * when the first sample is sent, runs in real time, and stands still while nothing is left to play.
 */
export class PlaybackClock {
  private anchorMs = 0;
  private anchorSamples = 0;
  private sent = 0;
  private heldBackSamples = 0;
  private paused = false;

  public constructor(
    private readonly sampleRateHz: number,
    /** How far reports may hold playback behind the schedule in all: a stuck client must not stop a turn from ending. */
    private readonly maxHeldBackMs: number,
  ) {}

  /** Samples of the turn that have been sent so far. */
  public get sentSamples(): number {
    return this.sent;
  }

  /** Counts samples as sent; playback that had run dry goes on from now. */
  public add(samples: number, nowMs: number): void {
    if (this.playedAt(nowMs) >= this.sent) {
      this.anchorMs = nowMs;
      this.anchorSamples = this.sent;
    }
    this.sent += samples;
  }

  /** Samples that have been played at `nowMs`; never more than were sent. */
  public playedAt(nowMs: number): number {
    if (this.paused) return this.anchorSamples;
    const elapsed = ((nowMs - this.anchorMs) * this.sampleRateHz) / 1000;
    return Math.max(0, Math.min(this.sent, this.anchorSamples + elapsed));
  }

  /** Takes the client's own word for it, clamped to what was sent. */
  public report(samples: number, nowMs: number): void {
    const reported = Math.min(this.sent, Math.max(0, samples));
    // Nothing runs ahead of a client that has been told to stop, or has lost its connection.
    if (this.paused) {
      this.anchorSamples = reported;
      return;
    }
    const heldBack = Math.max(0, this.heldBackSamples + this.playedAt(nowMs) - reported);
    if ((heldBack * 1000) / this.sampleRateHz > this.maxHeldBackMs) return;
    this.heldBackSamples = heldBack;
    this.anchorSamples = reported;
    this.anchorMs = nowMs;
  }

  /** Playback stands still; a report says where, if it comes. */
  public pause(nowMs: number): void {
    this.anchorSamples = this.playedAt(nowMs);
    this.paused = true;
  }

  /** Playback goes on at `samples`, and what follows those is to be sent again. */
  public resumeAt(samples: number, nowMs: number): void {
    this.paused = false;
    this.sent = samples;
    this.anchorSamples = samples;
    this.anchorMs = nowMs;
  }

  /** When playback will stand at `samples`, if it does not run dry before. */
  public timeOf(samples: number): number {
    return this.anchorMs + ((samples - this.anchorSamples) * 1000) / this.sampleRateHz;
  }
}
