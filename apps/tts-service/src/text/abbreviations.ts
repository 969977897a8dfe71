/**
 * Words that end in a full stop without ending a sentence, in lower case and without the last stop.
 * A word that is missing here costs a pause in the wrong place; one too many only makes a segment longer.
 */
const ABBREVIATIONS: ReadonlySet<string> = new Set([
  // English
  ...['mr', 'mrs', 'ms', 'dr', 'prof', 'st', 'jr', 'sr', 'rev', 'hon', 'gen', 'col', 'lt', 'sgt'],
  ...['e.g', 'i.e', 'eg', 'ie', 'etc', 'vs', 'no', 'nos', 'approx', 'fig', 'vol', 'pp', 'ed', 'al'],
  ...[
    'inc',
    'ltd',
    'co',
    'corp',
    'dept',
    'est',
    'ave',
    'blvd',
    'rd',
    'apt',
    'mt',
    'ft',
    'min',
    'max',
  ],
  ...['jan', 'feb', 'mar', 'apr', 'jun', 'jul', 'aug', 'sep', 'sept', 'oct', 'nov', 'dec'],
  // German
  ...[
    'z.b',
    'd.h',
    'u.a',
    'bzw',
    'usw',
    'nr',
    'ca',
    'hr',
    'fr',
    'str',
    'evtl',
    'ggf',
    'inkl',
    'tel',
  ],
  // French, Spanish, Italian, Portuguese
  ...['mme', 'mlle', 'p.ex', 'av', 'sra', 'srta', 'ud', 'uds', 'p.ej', 'sig', 'dott', 'pág', 'núm'],
]);

/** One letter, or letters with stops between them: `J`, `U.S`, `a.m`. */
const INITIALS = /^\p{L}(?:\.\p{L})*$/u;

/** A number that stands alone before its stop, as in a numbered list. */
const ENUMERATION = /^\d{1,3}$/;

/** Characters that may stand before a word without belonging to it. */
const OPENING = /^[\p{Ps}\p{Pi}\p{Po}\p{Sm}*_~`"']+/u;

/** Whether a text that ends in this word and a full stop may go on in the same sentence. */
export function mayGoOnAfterStop(word: string): boolean {
  const bare = word.replace(OPENING, '');
  return INITIALS.test(bare) || ABBREVIATIONS.has(bare.toLowerCase());
}

/** Whether the word and its full stop are the number of a list item. */
export function isEnumeration(word: string): boolean {
  return ENUMERATION.test(word.replace(OPENING, ''));
}
