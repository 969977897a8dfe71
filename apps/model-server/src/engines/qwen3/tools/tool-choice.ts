import type { PromptTool } from '../chatml/prompt';
import type { Utterance } from '../dialogue/utterance';
import { argumentsOf } from './json-schema';
import { areSynonyms, stem, tellingWords } from './vocabulary';

/** What a word of the utterance counts by where the tool has it, and what a synonym counts there. */
const WEIGHTS = {
  name: { same: 3, synonym: 2 },
  option: { same: 3, synonym: 0 },
  description: { same: 2, synonym: 1 },
  argument: { same: 1, synonym: 0 },
} as const;

/** A word of the name is enough; a single word of the description is not. */
const ENOUGH = 3;

type Place = keyof typeof WEIGHTS;

function placesOf(tool: PromptTool): Record<Place, readonly string[]> {
  const args = argumentsOf(tool.parameters);
  return {
    name: tellingWords(tool.name),
    option: args.flatMap(({ options }) => options.flatMap(tellingWords)),
    description: tellingWords(tool.description),
    argument: args.flatMap(({ name, description }) => tellingWords(`${name} ${description}`)),
  };
}

function weigh(word: string, known: readonly string[], place: Place): number {
  if (known.includes(word)) return WEIGHTS[place].same;
  return known.some((other) => areSynonyms(word, other)) ? WEIGHTS[place].synonym : 0;
}

/** Each word counts once, where it counts most. */
function score(tool: PromptTool, said: ReadonlySet<string>): number {
  const places = Object.entries(placesOf(tool)) as [Place, readonly string[]][];
  let sum = 0;
  for (const word of said) {
    sum += Math.max(...places.map(([place, known]) => weigh(word, known, place)));
  }
  return sum;
}

/** The tool that the person's words ask for, if any; of equals the first. */
export function chooseTool(tools: readonly PromptTool[], said: Utterance): PromptTool | undefined {
  const words = new Set(said.words.map(stem));
  let best: PromptTool | undefined;
  let bestScore = ENOUGH - 1;
  for (const tool of tools) {
    const reached = score(tool, words);
    if (reached > bestScore) {
      best = tool;
      bestScore = reached;
    }
  }
  return best;
}
