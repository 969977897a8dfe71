import { transcriptWords } from './normalized-transcript';

/** Whether more will come is decided by the last words; no rule looks back further than this. */
const TAIL_CHARACTERS = 512;

/** What a recognizer that punctuates put at the end. */
export type EndMark = 'none' | 'stop' | 'open';

/** The end of what was said so far, as the rules read it. */
export interface SpokenTail {
  /** Normalized words of the last sentence. */
  readonly sentence: readonly string[];
  /** Normalized words of the tail: those of the last sentence, and some from before it. */
  readonly words: readonly string[];
  readonly mark: EndMark;
  /** Words and commas of the last sentence, in lower case. */
  readonly written: string;
  /** The last sentence began within the tail: `sentence` is all of it. */
  readonly isWhole: boolean;
}

const CLOSING = /["'”’)\]]+$/;
const OPEN_END = /(?:[,;:…–—-]|\.\.)$/;
const STOP_END = /[.!?]$/;

/** The break after a sentence that another one follows. */
const SENTENCE_BREAK = /[.!?]["'”’)\]]*\s+(?=\S)/g;

function markOf(text: string): EndMark {
  const bare = text.replace(CLOSING, '');
  if (OPEN_END.test(bare)) return 'open';
  return STOP_END.test(bare) ? 'stop' : 'none';
}

function cutAtWord(text: string): string {
  if (text.length <= TAIL_CHARACTERS) return text;
  const tail = text.slice(-TAIL_CHARACTERS);
  const space = tail.search(/\s/);
  return space === -1 ? tail : tail.slice(space + 1);
}

/** Reads the end of a transcript, with or without case and punctuation. */
export function readTail(text: string): SpokenTail {
  const whole = text.trim();
  const tail = cutAtWord(whole);
  const breaks = [...tail.matchAll(SENTENCE_BREAK)];
  const last = breaks.at(-1);
  const written = last === undefined ? tail : tail.slice(last.index + last[0].length);
  return {
    sentence: transcriptWords(written),
    words: transcriptWords(tail),
    mark: markOf(tail),
    written: written.toLowerCase(),
    isWhole: last !== undefined || tail.length === whole.length,
  };
}
