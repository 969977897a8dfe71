const UNITS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const;

const TENS = [
  'twenty',
  'thirty',
  'forty',
  'fifty',
  'sixty',
  'seventy',
  'eighty',
  'ninety',
] as const;

const SMALL: ReadonlyMap<string, number> = new Map<string, number>([
  ...UNITS.map((word, value): [string, number] => [word, value]),
  ...TENS.map((word, index): [string, number] => [word, (index + 2) * 10]),
  ['oh', 0],
]);

const SCALES: ReadonlyMap<string, number> = new Map([
  ['thousand', 1_000],
  ['million', 1_000_000],
]);

/** A number at some place of a list of words. */
export interface SpokenNumber {
  readonly value: number;
  /** Words that it takes. */
  readonly words: number;
}

/** Adds up number words as they are said: "two hundred and five", but "five five" is two numbers. */
class NumberBuilder {
  private total = 0;
  private group = 0;
  private room = Number.POSITIVE_INFINITY;

  /** Whether the word belongs to the number so far. */
  public take(word: string): boolean {
    const small = SMALL.get(word);
    if (small !== undefined) {
      if (small >= this.room || (small === 0 && this.started)) return false;
      this.group += small;
      this.room = small >= 20 ? 10 : 0;
      this.started = true;
      return true;
    }
    if (word === 'hundred' && this.group > 0 && this.group < 10) {
      this.group *= 100;
      this.room = 100;
      return true;
    }
    const scale = SCALES.get(word);
    if (scale === undefined || this.group === 0) return false;
    this.total += this.group * scale;
    this.group = 0;
    this.room = scale;
    return true;
  }

  public get value(): number {
    return this.total + this.group;
  }

  private started = false;
}

function digits(word: string): number | undefined {
  return /^\d[\d,]*(\.\d+)?$/.test(word) ? Number(word.replaceAll(',', '')) : undefined;
}

/** The number that begins at `words[at]`, said or in digits; "three point five" and "minus two", too. */
export function numberAt(words: readonly string[], at: number): SpokenNumber | undefined {
  const first = words[at];
  if (first === undefined) return undefined;
  const written = digits(first);
  if (written !== undefined) return { value: written, words: 1 };
  if (!SMALL.has(first)) return undefined;
  const builder = new NumberBuilder();
  let end = at;
  for (let word = words[end]; word !== undefined; word = words[end]) {
    const bridge = word === 'and' && end > at && SMALL.has(words[end + 1] ?? '');
    if (bridge ? !['hundred', 'thousand'].includes(words[end - 1] ?? '') : !builder.take(word))
      break;
    end += 1;
  }
  return withDecimals(words, { value: builder.value, words: end - at }, at);
}

function withDecimals(words: readonly string[], whole: SpokenNumber, at: number): SpokenNumber {
  if (words[at + whole.words] !== 'point') return whole;
  let decimals = '';
  let taken = whole.words + 1;
  for (let digit = SMALL.get(words[at + taken] ?? ''); digit !== undefined && digit < 10;) {
    decimals += String(digit);
    taken += 1;
    digit = SMALL.get(words[at + taken] ?? '');
  }
  if (decimals === '') return whole;
  return { value: Number(`${whole.value}.${decimals}`), words: taken };
}

/** All numbers in the words, in their order. */
export function findNumbers(words: readonly string[]): number[] {
  const found: number[] = [];
  for (let at = 0; at < words.length;) {
    const number = numberAt(words, at);
    if (number !== undefined) found.push(number.value);
    at += number?.words ?? 1;
  }
  return found;
}

/** Zero to 999 in words; other numbers in digits. */
export function sayNumber(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value > 999) return String(value);
  if (value < UNITS.length) return UNITS[value] ?? String(value);
  if (value < 100) {
    const tens = TENS[Math.floor(value / 10) - 2] ?? '';
    return value % 10 === 0 ? tens : `${tens}-${sayNumber(value % 10)}`;
  }
  const hundreds = `${sayNumber(Math.floor(value / 100))} hundred`;
  return value % 100 === 0 ? hundreds : `${hundreds} and ${sayNumber(value % 100)}`;
}
