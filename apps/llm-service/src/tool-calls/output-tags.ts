import { QWEN_ADDED_TOKENS } from '../prompt/special-tokens';

/** What a tag in the model's text means for what follows it. */
export type TagEffect =
  | { readonly kind: 'call'; readonly closing: string }
  /** Thoughts, and tool results that the model made up: nobody may hear them. */
  | { readonly kind: 'hidden'; readonly closing: string }
  /** Closes nothing or means nothing here: left out. */
  | { readonly kind: 'stray' }
  /** The answer is over, whatever the model goes on to write. */
  | { readonly kind: 'end' };

const STRAY: TagEffect = { kind: 'stray' };

const EFFECTS: ReadonlyMap<string, TagEffect> = new Map<string, TagEffect>([
  ['<tool_call>', { kind: 'call', closing: '</tool_call>' }],
  ['<think>', { kind: 'hidden', closing: '</think>' }],
  ['<tool_response>', { kind: 'hidden', closing: '</tool_response>' }],
  ['<|im_start|>', { kind: 'end' }],
  ['<|im_end|>', { kind: 'end' }],
  ['<|endoftext|>', { kind: 'end' }],
]);

/** So much of a tag's beginning ("<tool_", "</thin") is no accident, though the tag was not finished. */
const MIN_BROKEN_TAG_CHARS = 6;

export interface FoundTag {
  readonly at: number;
  readonly length: number;
  readonly effect: TagEffect;
}

function commonPrefixLength(text: string, at: number, tag: string): number {
  let length = 0;
  while (length < tag.length && text[at + length] === tag[length]) length += 1;
  return length;
}

/** The tag, or the beginning of one that goes on differently, at `at`. */
function readTag(text: string, at: number): FoundTag | undefined {
  let broken = text.startsWith('<|', at) ? 2 : 0;
  for (const tag of QWEN_ADDED_TOKENS) {
    const length = commonPrefixLength(text, at, tag);
    if (length === tag.length) return { at, length, effect: EFFECTS.get(tag) ?? STRAY };
    if (at + length === text.length) return undefined;
    if (length >= MIN_BROKEN_TAG_CHARS) broken = Math.max(broken, length);
  }
  return broken > 0 ? { at, length: broken, effect: STRAY } : undefined;
}

/** The first tag of `text`, whole or broken, that more text cannot change any more. */
export function findTag(text: string): FoundTag | undefined {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const tag = readTag(text, at);
    if (tag !== undefined) return tag;
  }
  return undefined;
}

/** Where the end of `text` begins that more text could make one of `tags`; its length if nowhere. */
export function possibleTagStart(
  text: string,
  tags: readonly string[] = QWEN_ADDED_TOKENS,
): number {
  for (let at = text.lastIndexOf('<'); at >= 0; at = text.lastIndexOf('<', at - 1)) {
    const end = text.slice(at);
    if (tags.some((tag) => tag.startsWith(end))) return at;
    if (at === 0) break;
  }
  return text.length;
}
