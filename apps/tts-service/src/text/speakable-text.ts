import { speakInline } from './inline-markup';
import { speakLine } from './line-markup';
import type { SpeechTags } from './speech-tags';
import { NO_TAGS } from './speech-tags';

/** Where code begins and ends; language models do not always give it a line of its own. */
const FENCE = /`{3,}|^\s*~{3,}/mu;

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/u;

/** What a voice can say something of; marks alone are silence, or noise from some models. */
const SPOKEN = /[\p{L}\p{N}]/u;

/**
 * Turns what a language model writes for the eye into what a voice can say, segment by segment of one
 * speech: markdown, emoji, URLs, code, tables and control characters go or become words. Numbers and
 * abbreviations stay: reading them is the engine's art.
 */
export class SpeakableText {
  private insideFence = false;

  /** @param tags that are left in the text, because the model makes something of them. */
  public constructor(private readonly tags: SpeechTags = NO_TAGS) {}

  /** Empty when nothing in the segment can be spoken. */
  public of(segment: string): string {
    const lines = this.withoutCode(segment).flatMap((part) => part.split(LINE_BREAK));
    const text = lines
      .map((line) => speakInline(speakLine(line), this.tags))
      .filter((line) => line !== '')
      .join(' ');
    return SPOKEN.test(text) ? text : '';
  }

  /** Whether a text that `of` gave has more than tags: only a model knows whether those alone can be heard. */
  public hasWords(text: string): boolean {
    return SPOKEN.test(this.tags.without(text));
  }

  /** The parts of the segment that are outside of code. */
  private withoutCode(segment: string): string[] {
    const parts = segment.split(FENCE);
    const outside = parts.filter((_, index) => (index % 2 === 1) === this.insideFence);
    if (parts.length % 2 === 0) this.insideFence = !this.insideFence;
    return outside;
  }
}
