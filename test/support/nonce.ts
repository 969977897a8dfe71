import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LETTER_COUNT = 14;

/** A word that nobody has ever said: wherever it turns up, it has come from where it was said in a test. */
export function newNonce(): string {
  const letters = Array.from({ length: LETTER_COUNT }, () => LETTERS[randomInt(LETTERS.length)]);
  return `zq${letters.join('')}`;
}

/** Loud samples in the middle of a recording, long enough to be found in no other. */
export function nonceOfWaveform(samples: Int16Array): Buffer {
  const NONCE_SAMPLES = 24;
  const middle = Math.floor(samples.length / 2);
  const from = samples.findIndex((sample, index) => index >= middle && Math.abs(sample) > 2_000);
  const cut = samples.slice(from, from + NONCE_SAMPLES);
  if (from < 0 || cut.length < NONCE_SAMPLES) throw new RangeError('the recording is silent');
  return Buffer.from(cut.buffer);
}

/** Base64 of bytes that hold `needle` at any place: the characters that depend on nothing but it. */
function base64Forms(needle: Buffer): Buffer[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), needle]).toString('base64');
    const start = Math.ceil((before * 4) / 3);
    const end = Math.floor(((before + needle.length) * 4) / 3);
    return Buffer.from(text.slice(start, end));
  });
}

/** The ways in which something that was said could be written down. */
export function writtenForms(needle: string | Buffer): readonly Buffer[] {
  const bytes = Buffer.from(needle);
  const wide = typeof needle === 'string' ? [Buffer.from(needle, 'utf16le')] : [];
  const hex = bytes.toString('hex');
  return [bytes, ...wide, ...base64Forms(bytes), Buffer.from(hex), Buffer.from(hex.toUpperCase())];
}
