/** From here on a segment ends at the next pause: 10 s. */
const MIN_SEGMENT_FRAMES = 1_000;

/** Here it ends in any case: 20 s. */
const MAX_SEGMENT_FRAMES = 2_000;

/** 200 ms: between words people pause less, between sentences more. */
const PAUSE_FRAMES = 20;

/** Of the first coefficient, the loudness, less the mean: speech lies at 0 to 30, pauses at -15 to -40. */
const QUIET_BELOW = -10;

/**
 * Where a long utterance is cut for the decoder, whose lattice and whose time to finish grow with
 * every frame. A function of the sound alone: the same sound is cut in the same places.
 */
export class SegmentBoundary {
  private frames = 0;
  private quietFrames = 0;

  /** Takes the next frame's loudness less the mean; true when the segment ends with it. */
  public endsAfter(loudness: number): boolean {
    this.frames += 1;
    this.quietFrames = loudness < QUIET_BELOW ? this.quietFrames + 1 : 0;
    const paused = this.frames >= MIN_SEGMENT_FRAMES && this.quietFrames >= PAUSE_FRAMES;
    return paused || this.frames >= MAX_SEGMENT_FRAMES;
  }
}
