import { EngineError } from '../../engine';

/** What a caller may name, and the library's own name of that language's rules. */
const LANGUAGES: Readonly<Record<string, string>> = {
  en: 'en-us',
  'en-us': 'en-us',
  'en-gb': 'en',
  de: 'de',
  es: 'es',
  fr: 'fr',
  it: 'it',
  nl: 'nl',
  pl: 'pl',
  pt: 'pt-br',
  sv: 'sv',
  tr: 'tr',
};

/** Voices, by the library's variant that shapes them. */
const VARIANTS: Readonly<Record<string, string>> = {
  male: 'm3',
  female: 'f2',
  deep: 'm7',
  bright: 'f4',
  whisper: 'whisper',
};

function find(names: Readonly<Record<string, string>>, what: string, name: string): string {
  const found = Object.hasOwn(names, name) ? names[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(names).join(', ');
  throw new EngineError(
    'INVALID_ARGUMENT',
    `unknown ${what} ${JSON.stringify(name.slice(0, 64))}; known are ${known}`,
  );
}

/** A region that is not known speaks as the language at large. */
function knownLanguage(language: string): string {
  const [primary = language] = language.split('-');
  return Object.hasOwn(LANGUAGES, language) ? language : primary;
}

export const LANGUAGE_NAMES = Object.keys(LANGUAGES);

export const VOICE_NAMES = Object.keys(VARIANTS);

/**
 * The library's name of a voice in a language; `default` is the model's own.
 * @throws EngineError INVALID_ARGUMENT naming what is unknown.
 */
export function espeakVoice(voice: string, language: string, defaultVoice: string): string {
  const rules = find(LANGUAGES, 'language', knownLanguage(language.toLowerCase()));
  const variant = find(VARIANTS, 'voice', voice === 'default' ? defaultVoice : voice);
  return `${rules}+${variant}`;
}
