import { speakInline } from './inline-markup';
import { speakLine } from './line-markup';

const FENCE = /^\s*(?:```|~~~)/u;

/** What a voice can say something of; marks alone are silence, or noise from some models. */
const SPOKEN = /[\p{L}\p{N}]/u;

/**
 * Turns what a language model writes for the eye into what a voice can say, segment by segment of one
 * speech: markdown, emoji, URLs, code, tables and control characters go or become words. Numbers and
 * abbreviations stay: reading them is the engine's art.
 */
export class SpeakableText {
  private insideFence = false;

  /** Empty when nothing in the segment can be spoken. */
  public of(segment: string): string {
    const lines: string[] = [];
    for (const line of segment.split(/\r\n|[\n\r\u2028\u2029]/u)) {
      if (FENCE.test(line)) this.insideFence = !this.insideFence;
      else if (!this.insideFence) lines.push(speakInline(speakLine(line)));
    }
    const text = lines.filter((line) => line !== '').join(' ');
    return SPOKEN.test(text) ? text : '';
  }
}
