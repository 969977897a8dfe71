import { cutFirstSegment } from './first-segment';
import { cutSegment } from './later-segment';
import { wordBoundaries } from './phrase-boundaries';
import type { SpeechTags } from './speech-tags';
import { NO_TAGS } from './speech-tags';
import { UntaggedText } from './untagged-text';

/** After these no letter can follow that would change the word before. */
const ENDS_COMPLETE = /[\s.!?…,;:)"”。！？]$/u;

/** A piece of a speech's text that is synthesized by one request. */
export interface TextSegment {
  /** Counts from 0. */
  readonly index: number;
  /** Position of its first character in the text of the speech, in UTF-16 code units. */
  readonly start: number;
  /** The position after its last character; the next segment starts there. */
  readonly end: number;
  readonly text: string;
}

/**
 * Cuts the text of a speech, arriving in pieces of any size, into segments that cover it exactly:
 * one short first, so that speech can begin before the first sentence is complete, then sentences.
 */
export class TextSegmenter {
  private rest = '';
  private cut = 0;
  private segments = 0;
  private ended = false;

  /** @param tags of which none is cut, or parted from what follows it. */
  public constructor(private readonly tags: SpeechTags = NO_TAGS) {}

  /** Characters that have arrived. */
  public get receivedChars(): number {
    return this.cut + this.rest.length;
  }

  /** Whether anything but white space and tags has arrived that is in no segment yet. */
  public get hasWaitingText(): boolean {
    return this.untagged().text.trim() !== '';
  }

  /** Segments given so far. */
  public get segmentCount(): number {
    return this.segments;
  }

  /** Whether no more text comes. */
  public get textEnded(): boolean {
    return this.ended;
  }

  /** Whether every character is in a segment and no more come. */
  public get exhausted(): boolean {
    return this.ended && this.rest.length === 0;
  }

  public push(text: string): void {
    this.rest += text;
  }

  public end(): void {
    this.ended = true;
  }

  /** The next segment, or undefined while more text is needed to know where it ends. */
  public next(): TextSegment | undefined {
    if (this.rest.length === 0) return undefined;
    const untagged = this.untagged();
    const cut = this.segments === 0 ? cutFirstSegment : cutSegment;
    const length = cut(untagged.text, this.ended);
    if (length === undefined) return undefined;
    // Tags at the end have nothing that they could go with.
    const isAll = this.ended && length === untagged.text.length;
    return this.take(isAll ? this.rest.length : untagged.taggedPosition(length));
  }

  /**
   * What is there, for when no more text comes for a while: all of it after a mark or white space, else
   * without the last word, which may go on. Undefined when nothing is there.
   */
  public takeAvailable(): TextSegment | undefined {
    const untagged = this.untagged();
    const { text } = untagged;
    if (text.trim() === '') return undefined;
    const lastWord = ENDS_COMPLETE.test(text) ? undefined : wordBoundaries(text).at(-1);
    return this.take(untagged.taggedPosition(lastWord ?? text.length));
  }

  private untagged(): UntaggedText {
    return new UntaggedText(this.rest, this.tags, this.ended);
  }

  private take(length: number): TextSegment {
    const text = this.rest.slice(0, length);
    const segment = {
      index: this.segments,
      start: this.cut,
      end: this.cut + length,
      text,
    };
    this.rest = this.rest.slice(length);
    this.cut += length;
    this.segments += 1;
    return segment;
  }
}
