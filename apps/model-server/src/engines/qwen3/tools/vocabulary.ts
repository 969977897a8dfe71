/** Words of tool names and descriptions that say nothing about when the tool is meant. */
const COMMON = new Set(
  (
    'a an and any are as at be by can current currently do does for from function get given gets ' +
    'give has have how i if in into is it its make me my new of on or out over please return ' +
    'returns should some specified tell that the their them then there this to tool up use used ' +
    'user uses using value want was what when where which will with would you your name'
  ).split(' '),
);

/** Words that ask for the same thing. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['move', 'go', 'drive', 'walk', 'step', 'travel'],
  ['weather', 'temperature', 'forecast', 'rain', 'sunny', 'snow'],
  ['light', 'lamp', 'bulb'],
  ['turn', 'switch'],
  ['call', 'phone', 'dial', 'ring'],
  ['order', 'buy', 'purchase'],
  ['time', 'clock', 'hour'],
  ['play', 'music', 'song'],
  ['search', 'find', 'look', 'lookup'],
  ['book', 'reserve', 'reservation', 'booking'],
  ['stop', 'halt'],
  ['remind', 'reminder', 'alarm', 'timer'],
  ['message', 'text', 'mail', 'email'],
  ['meter', 'metre'],
  ['back', 'backward', 'reverse'],
  ['forward', 'ahead', 'straight'],
];

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['going', 'go'],
  ['moving', 'move'],
  ['driving', 'drive'],
  ['metres', 'metre'],
]);

/** A word without the endings that grammar gives it; good enough to compare words by. */
export function stem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word;
}

/** The words of a name in any style of writing, or of a description, that say something. */
export function tellingWords(text: string): string[] {
  const words = text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return words
    .filter((word) => word.length > 1 && !COMMON.has(word))
    .map(stem)
    .filter((word) => !COMMON.has(word));
}

/** Both words ask for the same thing, though they are not the same. */
export function areSynonyms(left: string, right: string): boolean {
  return SYNONYMS.some((group) => group.includes(left) && group.includes(right));
}
