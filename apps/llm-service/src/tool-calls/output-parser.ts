import type { ModelOutput } from './model-output';
import { findTag, possibleTagStart } from './output-tags';

/** A call's text beyond this is not kept: it then cannot be read as one. */
const MAX_CALL_CHARS = 65_536;

type ParserState =
  | { readonly in: 'speech' }
  | { readonly in: 'call'; readonly closing: string }
  | { readonly in: 'hidden'; readonly closing: string }
  | { readonly in: 'end' };

const SPEECH: ParserState = { in: 'speech' };

/**
 * Takes the model's text in whatever pieces it comes and tells speech from calls and thoughts. What
 * could still become a tag is held back until it is clear, so that no part of one is ever spoken.
 * How the text was cut into pieces does not change what comes out, only in how many pieces.
 */
export class OutputParser {
  private state: ParserState = SPEECH;
  /** Text of which it is not yet known what it is; shorter than a tag, except for white space. */
  private unread = '';
  private whitespace = '';
  private crossedTag = false;
  private callBody = '';

  /** `continuing`: the answer's beginning was given out before, so white space in front matters. */
  public constructor(private hasSpoken = false) {}

  public push(delta: string): ModelOutput[] {
    const outputs: ModelOutput[] = [];
    this.unread += delta;
    while (this.step(outputs));
    return outputs;
  }

  /** The stream is over. A half tag and white space at the end are not speech. */
  public end(): ModelOutput[] {
    if (this.state.in !== 'call') return [];
    const body = this.takeCallBody(this.unread);
    this.unread = '';
    this.state = { in: 'end' };
    return [{ kind: 'call', body, closed: false }];
  }

  /** Reads on as far as possible; whether a tag was passed and there may be more to read. */
  private step(outputs: ModelOutput[]): boolean {
    switch (this.state.in) {
      case 'speech':
        return this.readSpeech(outputs);
      case 'call':
        return this.readCall(this.state.closing, outputs);
      case 'hidden':
        return this.readHidden(this.state.closing);
      case 'end':
        this.unread = '';
        return false;
    }
  }

  private readSpeech(outputs: ModelOutput[]): boolean {
    const tag = findTag(this.unread);
    const end = tag?.at ?? possibleTagStart(this.unread);
    this.speak(this.unread.slice(0, end), outputs);
    this.unread = this.unread.slice(end + (tag?.length ?? 0));
    if (tag === undefined) return false;
    this.crossedTag = true;
    switch (tag.effect.kind) {
      case 'call':
        this.state = { in: 'call', closing: tag.effect.closing };
        break;
      case 'hidden':
        this.state = { in: 'hidden', closing: tag.effect.closing };
        break;
      case 'end':
        this.state = { in: 'end' };
        break;
      case 'stray':
        break;
    }
    return true;
  }

  private readCall(closing: string, outputs: ModelOutput[]): boolean {
    const at = this.unread.indexOf(closing);
    if (at < 0) {
      const end = possibleTagStart(this.unread, [closing]);
      this.callBody = this.takeCallBody(this.unread.slice(0, end));
      this.unread = this.unread.slice(end);
      return false;
    }
    const body = this.takeCallBody(this.unread.slice(0, at));
    outputs.push({ kind: 'call', body, closed: true });
    this.callBody = '';
    this.unread = this.unread.slice(at + closing.length);
    this.state = SPEECH;
    return true;
  }

  private readHidden(closing: string): boolean {
    const at = this.unread.indexOf(closing);
    if (at < 0) {
      this.unread = this.unread.slice(possibleTagStart(this.unread, [closing]));
      return false;
    }
    this.unread = this.unread.slice(at + closing.length);
    this.state = SPEECH;
    return true;
  }

  private takeCallBody(more: string): string {
    return (this.callBody + more).slice(0, MAX_CALL_CHARS + 1);
  }

  /** White space is spoken only between words; around a tag it is one space. */
  private speak(text: string, outputs: ModelOutput[]): void {
    const words = this.whitespace + text;
    const spoken = words.trimEnd();
    if (spoken === '') {
      this.whitespace = words;
      return;
    }
    this.whitespace = words.slice(spoken.length);
    outputs.push({ kind: 'speech', text: this.join(spoken) });
    this.hasSpoken = true;
    this.crossedTag = false;
  }

  private join(spoken: string): string {
    if (!this.hasSpoken) return spoken.trimStart();
    return this.crossedTag ? ` ${spoken.trimStart()}` : spoken;
  }
}
