import type { SpeechTags } from './speech-tags';

/** Zero-width characters between letters are spelling in some scripts; everywhere else, noise. */
const JOINERS_OUTSIDE_WORDS = /(?<!\p{L}|\p{M})[\u200C\u200D]|[\u200C\u200D](?!\p{L})/gu;

/** Pictures, their skin tones and variants, flags, keycaps. Digits and `#` are emoji only by name. */
const EMOJI =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\u{1F3FB}-\u{1F3FF}\u{FE0E}\u{FE0F}\u{20E3}\u{E0020}-\u{E007F}]/gu;

/** Control, format and half characters; white space is left for the end. */
const UNSPEAKABLE = /[\p{Cc}\p{Cs}\p{Cn}]|(?![\u200C\u200D])\p{Cf}/gu;

/** Nobody can say them; tags are such characters while the rules are applied. */
const PRIVATE_USE = /\p{Co}/gu;

const URL_TEXT = /\b(?:https?|ftp):\/\/(?:www\.)?([^\s/?#)\]>"'”]+)[^\s)\]>"'”]*/giu;

const WWW_TEXT = /\bwww\.([^\s/?#)\]>"'”]+)[^\s)\]>"'”]*/giu;

const MARKS_AT_END = /[.,!?;:]+$/u;

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

/**
 * In this order: what hides other markup comes before what it hides. Replacements keep the text
 * around them apart where the markup did.
 */
const RULES: readonly (readonly [RegExp, string | ((found: string, host: string) => string)])[] = [
  [/[\t\n\v\f\r\u0085\u2028\u2029]/gu, ' '],
  [/&(?:amp|lt|gt|quot|nbsp|#39);/gu, (found) => ENTITIES[found] ?? found],
  // Control tokens of language models, then tags of HTML and SSML with their attributes.
  [/<\|[^|<>]{0,64}\|>/gu, ' '],
  [/<\/?[A-Za-z!?][^<>]{0,512}>/gu, ' '],
  [/!?\[([^[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/gu, '$1'],
  // What is left of a link that two segments share.
  [/\]\([^()\s]*\)/gu, ''],
  [URL_TEXT, speakAddress],
  [WWW_TEXT, speakAddress],
  // References such as [1], then every bracket: engines take some for phonemes.
  [/\[\^?\d{1,3}\]/gu, ''],
  [/[[\]{}]/gu, ' '],
  [/\\[*_~`]|\\(?=[\p{P}\p{S}])/gu, ''],
  [/`+/gu, ''],
  [/\*\*|__|~~/gu, ''],
  // One mark before or after a word is emphasis, one between spaces is a sign.
  [/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, ''],
  [/(?<=\p{L})_(?=\p{L})/gu, ' '],
  [EMOJI, ' '],
  [UNSPEAKABLE, ''],
  [JOINERS_OUTSIDE_WORDS, ''],
  [/\s+/gu, ' '],
  [/ (?=[.,!?;:…](?:\s|$))/gu, ''],
];

/** One line without the marks within it that a voice cannot say, but with the `tags` that it has. */
export function speakInline(line: string, tags: SpeechTags): string {
  let text = tags.hide(line.replace(PRIVATE_USE, ''));
  for (const [pattern, replacement] of RULES) {
    text =
      typeof replacement === 'string'
        ? text.replace(pattern, replacement)
        : text.replace(pattern, replacement);
  }
  return tags.show(text.trim());
}

/** The host alone can be said; marks after the address belong to the sentence around it. */
function speakAddress(address: string, host: string): string {
  const marks = MARKS_AT_END.exec(address)?.[0] ?? '';
  return host.replace(MARKS_AT_END, '') + marks;
}
