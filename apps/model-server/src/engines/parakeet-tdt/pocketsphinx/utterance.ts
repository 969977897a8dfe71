import type { Transcript, Word } from '../transcript';
import { EMPTY_TRANSCRIPT, transcriptOf } from '../transcript';
import { CepstralMean } from './cepstral-mean';
import type { Decoder } from './decoder';
import type { FrontEnd } from './front-end';
import { SegmentBoundary } from './segment-boundary';

/**
 * The search begins this far into an utterance, when its mean is worth something. Later is better (10 %
 * of words wrong at 100 frames, 11 % at 80 and 50) and makes the first partial text late: a rail sends
 * 300 ms of what was before the speech, so this is half a second of speech.
 */
const MEAN_FRAMES = 80;

/**
 * After a final text was asked for, the segment has to be searched again from its start if more
 * sound comes. Mostly none does but the rest of the silence; so that waits for this much, or for
 * somebody to ask for a text.
 */
const RESUME_FRAMES = 40;

/**
 * One utterance. Its text is a function of its samples alone: not of the chunks they came in, of
 * when it was asked for a text, or of what the decoder heard before.
 */
export class Utterance {
  private readonly mean: CepstralMean;
  /** Of the segments that are done. */
  private readonly doneWords: Word[] = [];
  private boundary = new SegmentBoundary();
  /** Frames before the present segment. */
  private segmentStart = 0;
  /** The present segment's normalized frames; searched up to `searchedFrames`. */
  private segment: Float32Array[] = [];
  private searchedFrames = 0;
  /** The first frames, until there is a mean. */
  private readonly waiting: Float32Array[] = [];
  private heardFrames = 0;
  /** What the utterance would have given when that was last asked for. */
  private final = EMPTY_TRANSCRIPT;
  /** No frame came since. */
  private finalHolds = false;
  /** The segment was ended for that text, though it may go on. */
  private endedEarly = false;

  public constructor(
    private readonly decoder: Decoder,
    private readonly frontEnd: FrontEnd,
    initialMean: readonly number[],
  ) {
    this.mean = new CepstralMean(initialMean);
    this.frontEnd.begin();
    this.decoder.begin();
  }

  public push(samples: Int16Array): void {
    this.frontEnd.push(samples, (cepstrum) => {
      this.hear(cepstrum);
    });
  }

  /** What the search has now: cheap, and later sound may change any of it. */
  public runningText(): Transcript {
    if (this.endedEarly) {
      // Before the search has begun there is only the text that was asked for.
      if (this.finalHolds || this.segment.length === 0) return this.final;
      this.resume();
    }
    return transcriptOf([...this.doneWords, ...this.decoder.words(this.segmentStart)]);
  }

  /** What the utterance would give if it ended here. */
  public finalText(): Transcript {
    if (!this.finalHolds) {
      this.final = this.finish();
      this.finalHolds = true;
    }
    return this.final;
  }

  private hear(cepstrum: Float32Array): void {
    this.finalHolds = false;
    this.heardFrames += 1;
    this.mean.add(cepstrum);
    if (this.heardFrames < MEAN_FRAMES) {
      this.waiting.push(cepstrum);
      return;
    }
    for (const earlier of this.waiting.splice(0)) this.append(earlier);
    this.append(cepstrum);
  }

  private append(cepstrum: Float32Array): void {
    const normalized = this.mean.subtractFrom(cepstrum);
    this.segment.push(normalized);
    const ended = this.boundary.endsAfter(normalized[0] ?? 0);
    const unsearched = this.segment.length - this.searchedFrames;
    if (!this.endedEarly || ended || unsearched >= RESUME_FRAMES) this.resume();
    if (ended) this.nextSegment();
  }

  /** Searches what is still to be searched, all of the segment if it had been ended. */
  private resume(): void {
    if (this.endedEarly) {
      this.decoder.begin();
      this.endedEarly = false;
      this.searchedFrames = 0;
    }
    for (const frame of this.segment.slice(this.searchedFrames)) this.decoder.search(frame);
    this.searchedFrames = this.segment.length;
  }

  private nextSegment(): void {
    this.doneWords.push(...this.decoder.finish(this.segmentStart));
    this.segmentStart += this.segment.length;
    this.segment = [];
    this.searchedFrames = 0;
    this.boundary = new SegmentBoundary();
    this.decoder.begin();
  }

  private finish(): Transcript {
    this.resume();
    for (const cepstrum of this.waiting) this.decoder.search(this.mean.subtractFrom(cepstrum));
    this.endedEarly = true;
    return transcriptOf([...this.doneWords, ...this.decoder.finish(this.segmentStart)]);
  }
}
