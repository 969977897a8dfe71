import { alloc, free, view } from 'koffi';

import type { Word } from '../transcript';
import { FRAMES_PER_SECOND } from './front-end';
import type { Address, SphinxLibrary } from './sphinx-library';

/** Silence, noise and the sentence's ends are words of the dictionary, in brackets of some kind. */
const FILLER = /^[<[+]/u;

/** `word(2)`: another way to pronounce it. */
const PRONUNCIATION = /\(\d+\)$/u;

const CONFIDENCE_DECIMALS = 1_000;

/** The search for the words of one segment after the other. */
export class Decoder {
  private readonly frame: Address;
  private readonly frameMemory: Float32Array;
  private readonly frames: BigUint64Array;
  private readonly score = new Int32Array(1);
  private readonly firstFrame = new Int32Array(1);
  private readonly lastFrame = new Int32Array(1);
  private searching = false;

  public constructor(
    private readonly library: SphinxLibrary,
    private readonly decoder: Address,
    width: number,
  ) {
    this.frame = alloc('float', width) as Address;
    this.frameMemory = new Float32Array(view(this.frame, width * 4));
    this.frames = BigUint64Array.of(this.frame);
  }

  /** Begins a segment; what the one before left is gone. */
  public begin(): void {
    this.end();
    this.check(this.library.startUtterance(this.decoder));
    this.searching = true;
  }

  /**
   * Searches one more frame. One at a time: given more frames than its look-ahead, five, the
   * library loses some.
   */
  public search(cepstrum: Float32Array): void {
    this.frameMemory.set(cepstrum);
    this.check(this.library.processCepstra(this.decoder, this.frames, 1, 0, 0));
  }

  /**
   * Ends the segment and gives the words of the best path through all of it. Rarely the search has
   * lost every path that ends as a sentence does; then what it had last is better than nothing.
   */
  public finish(startFrame: number): Word[] {
    const running = this.words(startFrame);
    this.end();
    const final = this.words(startFrame);
    return final.length > 0 ? final : running;
  }

  /** The words of the segment so far; confidence is known only after its end. */
  public words(startFrame: number): Word[] {
    // Asking for the text first makes the library compute the path that the segments then tell.
    if (this.library.hypothesis(this.decoder, this.score) === null) return [];
    const words: Word[] = [];
    let segment = this.library.firstSegment(this.decoder);
    while (segment !== null) {
      const word = this.library.segmentWord(segment);
      if (!FILLER.test(word)) words.push(this.word(word, segment, startFrame));
      segment = this.library.nextSegment(segment);
    }
    return words;
  }

  public close(): void {
    this.end();
    free(this.frame);
    this.library.freeDecoder(this.decoder);
  }

  private end(): void {
    if (!this.searching) return;
    this.searching = false;
    this.check(this.library.endUtterance(this.decoder));
  }

  private word(word: string, segment: Address, startFrame: number): Word {
    this.library.segmentFrames(segment, this.firstFrame, this.lastFrame);
    return {
      word: word.replace(PRONUNCIATION, ''),
      start: (startFrame + (this.firstFrame[0] ?? 0)) / FRAMES_PER_SECOND,
      end: (startFrame + (this.lastFrame[0] ?? 0) + 1) / FRAMES_PER_SECOND,
      confidence: this.searching ? 0 : this.confidence(segment),
    };
  }

  private confidence(segment: Address): number {
    const logarithm = this.library.segmentProbability(segment, null, null, null);
    const probability = this.library.fromLog(this.library.logMath(this.decoder), logarithm);
    return Math.round(Math.min(1, probability) * CONFIDENCE_DECIMALS) / CONFIDENCE_DECIMALS;
  }

  private check(status: number): void {
    if (status < 0) throw new Error(`PocketSphinx gave status ${status}`);
  }
}
