import type { Prompt } from '../chatml/prompt';
import { Utterance } from './utterance';

/** Stands in a prompt before the words of a person who cut the last answer off. */
const CUTTING_IN = /^\(interrupting you\) /gm;

/** What the rules of conversation look at. */
export interface Dialogue {
  readonly said: Utterance;
  /** What the person said before, oldest first. */
  readonly saidBefore: readonly Utterance[];
  /** What the agent was heard to say, oldest first. */
  readonly answers: readonly string[];
  readonly now: Date;
}

/** One thing that the engine can talk about: its answer, or undefined when it does not apply. */
export type Rule = (dialogue: Dialogue) => string | undefined;

/** The conversation of a prompt; undefined when nobody has said anything. */
export function dialogueOf(prompt: Prompt, now: Date): Dialogue | undefined {
  const said = prompt.messages
    .filter((message) => message.role === 'user')
    .map((message) => new Utterance(message.text.replaceAll(CUTTING_IN, '')));
  const last = said.at(-1);
  if (last === undefined) return undefined;
  const answers = prompt.messages
    .filter((message) => message.role === 'assistant')
    .map((message) => message.text)
    .filter((text) => text !== '');
  return { said: last, saidBefore: said.slice(0, -1), answers, now };
}
