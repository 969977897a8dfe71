import type { Word } from '../transcript';
import type { Frame } from './voiced-frames';
import { FRAMES_PER_SECOND } from './voiced-frames';

const VOCABULARY = [
  ...['amber', 'basin', 'candle', 'delta', 'ember', 'falcon', 'garden', 'harbor'],
  ...['island', 'jacket', 'kettle', 'lantern', 'meadow', 'needle', 'orchard', 'pebble'],
  ...['quartz', 'river', 'saddle', 'timber', 'umbrella', 'valley', 'willow', 'yellow'],
  ...['zephyr', 'anchor', 'bramble', 'copper', 'dapple', 'estuary', 'feather', 'granite'],
] as const;

const COMPLETE_CONFIDENCE = 0.9;
const TRAILING_CONFIDENCE = 0.5;

/** A word shows in a text from a third of it on. */
const SHOWN_FROM = 1 / 3;

/**
 * From here on the rest of a word's sound does not change which one it is: with words of 300 ms that
 * is 200 ms, about what people need to know a word in running speech, of which the end only confirms it.
 */
const DECIDED_FROM = 2 / 3;

/** FNV-1a. */
const HASH_OFFSET = 2_166_136_261;
const HASH_PRIME = 16_777_619;

interface Draft {
  readonly firstFrame: number;
  lastFrame: number;
  voicedFrames: number;
  hash: number;
}

/**
 * Words as a fixed function of the voiced frames heard so far: one for each `wordMs` of them, chosen
 * by their loudness. The last one is a guess from the part of it that was heard, which more sound may
 * change until most of it is there, so that partial texts grow and a text before the end can be wrong.
 */
export class SoundWords {
  private readonly done: Word[] = [];
  private readonly framesPerWord: number;
  private draft: Draft | undefined;

  public constructor(wordMs: number) {
    this.framesPerWord = Math.max(1, Math.round((wordMs * FRAMES_PER_SECOND) / 1000));
  }

  public add(frame: Frame): void {
    if (!frame.voiced) return;
    this.draft ??= {
      firstFrame: frame.index,
      lastFrame: frame.index,
      voicedFrames: 0,
      hash: HASH_OFFSET,
    };
    this.draft.lastFrame = frame.index;
    this.draft.voicedFrames += 1;
    if (this.draft.voicedFrames <= this.framesPerWord * DECIDED_FROM) {
      this.draft.hash = Math.imul(this.draft.hash ^ frame.level, HASH_PRIME) >>> 0;
    }
    if (this.draft.voicedFrames < this.framesPerWord) return;
    this.done.push(wordOf(this.draft, COMPLETE_CONFIDENCE));
    this.draft = undefined;
  }

  public words(): readonly Word[] {
    const { draft } = this;
    if (draft === undefined || draft.voicedFrames < this.framesPerWord * SHOWN_FROM) {
      return [...this.done];
    }
    return [...this.done, wordOf(draft, TRAILING_CONFIDENCE)];
  }
}

function wordOf(draft: Draft, confidence: number): Word {
  return {
    word: VOCABULARY[draft.hash % VOCABULARY.length] ?? VOCABULARY[0],
    start: draft.firstFrame / FRAMES_PER_SECOND,
    end: (draft.lastFrame + 1) / FRAMES_PER_SECOND,
    confidence,
  };
}
