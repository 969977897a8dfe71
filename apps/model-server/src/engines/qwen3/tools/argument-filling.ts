import type { PromptCall, PromptTool } from '../chatml/prompt';
import { findNumbers } from '../dialogue/spoken-numbers';
import type { Utterance } from '../dialogue/utterance';
import type { ArgumentSchema } from './json-schema';
import { argumentsOf } from './json-schema';
import { stringArgument } from './string-argument';
import { areSynonyms, stem, tellingWords } from './vocabulary';

const OFF_WORDS = ['off', 'no', 'not', 'false', 'without', 'disable', 'close'];
const ON_WORDS = ['on', 'yes', 'true', 'with', 'enable', 'open'];

/** The option that was said, whole or in part, else one that means what was said. */
function optionArgument(said: Utterance, options: readonly string[]): string | undefined {
  const words = said.words.map(stem);
  return (
    options.find((option) => said.has(option.toLowerCase().replaceAll(/[_-]/g, ' '))) ??
    options.find((option) => tellingWords(option).some((word) => words.includes(word))) ??
    options.find((option) =>
      tellingWords(option).some((known) => words.some((word) => areSynonyms(word, known))),
    )
  );
}

function booleanArgument(said: Utterance): boolean | undefined {
  if (said.has(...OFF_WORDS)) return false;
  return said.has(...ON_WORDS) ? true : undefined;
}

/** Takes values for arguments out of what was said; each number is used once. */
class ArgumentFiller {
  private readonly numbers: number[];

  public constructor(private readonly said: Utterance) {
    this.numbers = findNumbers(said.words);
  }

  public fill(argument: ArgumentSchema): unknown {
    const heard = this.heard(argument);
    if (heard !== undefined) return heard;
    if (argument.fallback !== undefined) return argument.fallback;
    return argument.required ? this.makeshift(argument) : undefined;
  }

  private heard(argument: ArgumentSchema): unknown {
    if (argument.options.length > 0) return optionArgument(this.said, argument.options);
    switch (argument.type) {
      case 'integer':
      case 'number':
        return this.numbers.shift();
      case 'boolean':
        return booleanArgument(this.said);
      case 'string':
        return stringArgument(this.said, argument);
      default:
        return undefined;
    }
  }

  /** For what the tool must have and nobody said. */
  private makeshift(argument: ArgumentSchema): unknown {
    if (argument.options.length > 0) return argument.options[0];
    switch (argument.type) {
      case 'integer':
      case 'number':
        return argument.minimum ?? 1;
      case 'boolean':
        return true;
      case 'array':
        return [];
      case 'object':
        return {};
      default:
        return this.said.text;
    }
  }
}

/** A call of the tool with what was said; nothing but what its schema names is in it. */
export function fillArguments(tool: PromptTool, said: Utterance): PromptCall {
  const filler = new ArgumentFiller(said);
  const values = argumentsOf(tool.parameters)
    .map((argument): [string, unknown] => [argument.name, filler.fill(argument)])
    .filter(([, value]) => value !== undefined);
  return { name: tool.name, arguments: Object.fromEntries(values) };
}
