/** What a model may call a tag: nothing that `[1]`, `[x]` or a link could be. */
const NAME = /^[a-z][a-z0-9_-]*(?: [a-z0-9_-]+)*$/;
const MIN_NAME_CHARS = 2;
const MAX_NAME_CHARS = 32;

/** More than any model has; each is one character of the private use area while markup is taken out. */
const MAX_NAMES = 256;
const FIRST_MARK = 0xe000;
const MARKS = /[\uE000-\uE0FF]/g;

/** Spaces that a language model may put inside of the brackets, in one place. */
const MAX_SPACES = 4;

/** Where a tag stands in a text. */
export interface TagPlace {
  readonly start: number;
  /** The position after its last character. */
  readonly end: number;
}

/**
 * The tags that a speech model makes a sound or a manner of, such as `[laugh]`: in any letter case, and never
 * the text of a link. Whatever else stands in brackets is none.
 */
export class SpeechTags {
  private readonly names: readonly string[];
  private readonly pattern: RegExp | undefined;

  /** @param names without brackets. What cannot be a name is ignored. */
  public constructor(names: readonly string[] = []) {
    const known = names.map(normalized).filter(isName);
    this.names = [...new Set(known)].slice(0, MAX_NAMES);
    if (this.names.length === 0) return;
    const spellings = this.names.map((name) => name.replaceAll(' ', ` {1,${MAX_SPACES}}`));
    const space = ` {0,${MAX_SPACES}}`;
    this.pattern = new RegExp(`\\[${space}(?:${spellings.join('|')})${space}\\](?!\\()`, 'gi');
  }

  /** The first `most` tags of `text`, in order. */
  public places(text: string, most: number): TagPlace[] {
    const places: TagPlace[] = [];
    if (this.pattern === undefined) return places;
    for (const match of text.matchAll(this.pattern)) {
      if (places.length === most) break;
      places.push({ start: match.index, end: match.index + match[0].length });
    }
    return places;
  }

  /** Where at the end of `text` a tag has begun that what follows may complete. */
  public openAt(text: string): number | undefined {
    const start = text.lastIndexOf('[');
    if (this.pattern === undefined || start < 0) return undefined;
    const begun = text.slice(start + 1);
    if (begun.length > MAX_NAME_CHARS + 2 * MAX_SPACES) return undefined;
    const letters = begun.trimStart().replace(/ +/g, ' ').toLowerCase();
    const mayFollow = (name: string): boolean => `${name} `.startsWith(letters);
    return this.names.some(mayFollow) ? start : undefined;
  }

  /** Each tag as one character that no rule of markup knows; `text` has none of the private use area. */
  public hide(text: string): string {
    if (this.pattern === undefined) return text;
    return text.replace(this.pattern, (tag) => {
      const index = this.names.indexOf(normalized(tag.slice(1, -1)));
      return String.fromCharCode(FIRST_MARK + index);
    });
  }

  /** Undoes `hide`: the tags as the model spells them. */
  public show(text: string): string {
    if (this.pattern === undefined) return text;
    return text.replace(MARKS, (mark) => {
      const name = this.names[mark.charCodeAt(0) - FIRST_MARK];
      return name === undefined ? '' : `[${name}]`;
    });
  }

  /** `text` without its tags. */
  public without(text: string): string {
    return this.pattern === undefined ? text : text.replace(this.pattern, ' ');
  }
}

export const NO_TAGS = new SpeechTags();

function normalized(name: string): string {
  return name.trim().replace(/ +/g, ' ').toLowerCase();
}

function isName(name: string): boolean {
  return name.length >= MIN_NAME_CHARS && name.length <= MAX_NAME_CHARS && NAME.test(name);
}
