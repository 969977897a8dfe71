import type { Utterance } from '../dialogue/utterance';
import type { ArgumentSchema } from './json-schema';

const STARTS = ['from', 'start', 'origin', 'departure', 'source'];
const ENDS = ['to', 'destination', 'target', 'recipient', 'contact', 'arrival'];
const PLACES = ['location', 'city', 'place', 'town', 'country', 'where', 'region', 'station'];
const ROOMS = ['room', 'area', 'zone'];
const PROPER = [...STARTS, ...ENDS, ...PLACES, 'person', 'name'];

/** Words that begin something else than what is looked for. */
const BOUNDARIES = new Set(
  'in at on to from for with about and by near of please now today tomorrow tonight is are'.split(
    ' ',
  ),
);

const ARTICLES = new Set(['the', 'a', 'an', 'my']);

function prepositionsFor(names: readonly string[]): readonly string[] {
  if (names.some((name) => STARTS.includes(name))) return ['from'];
  if (names.some((name) => ENDS.includes(name))) return ['to', 'for'];
  if (names.some((name) => PLACES.includes(name))) return ['in', 'at', 'near', 'for', 'to', 'of'];
  if (names.some((name) => ROOMS.includes(name))) return ['in', 'of', 'at'];
  return ['called', 'named', 'for', 'about', 'to', 'in', 'at'];
}

function phraseAfter(said: Utterance, prepositions: readonly string[]): string | undefined {
  for (const preposition of prepositions) {
    const rest = said.after(preposition) ?? [];
    const from = ARTICLES.has(rest[0] ?? '') ? 1 : 0;
    const end = rest.findIndex((word, index) => index >= from && BOUNDARIES.has(word));
    const phrase = rest.slice(from, end < 0 ? rest.length : end);
    if (phrase.length > 0) return phrase.join(' ');
  }
  return undefined;
}

function capitalize(phrase: string): string {
  return phrase.replaceAll(/(^| )(\p{L})/gu, (_, gap: string, letter: string) => {
    return gap + letter.toUpperCase();
  });
}

/** What follows the preposition that such an argument usually has; undefined when there is none. */
export function stringArgument(said: Utterance, argument: ArgumentSchema): string | undefined {
  const names = argument.name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  const phrase = phraseAfter(said, prepositionsFor(names));
  if (phrase === undefined) return undefined;
  return names.some((name) => PROPER.includes(name)) ? capitalize(phrase) : phrase;
}
