import type { Dialogue, Rule } from '../dialogue';

const INTRODUCTIONS = ['my name is', 'i am called'];
const ASKS_NAME = ['what is my name', 'who am i', 'my name again', 'know my name'];

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function nameIn(said: Dialogue['said']): string | undefined {
  const name = said.after(...INTRODUCTIONS)?.[0];
  return name === undefined ? undefined : capitalize(name);
}

/** The person's name, from what is left of the conversation. */
export const memory: Rule = ({ said, saidBefore }) => {
  if (said.has(...ASKS_NAME)) {
    const name = saidBefore.map(nameIn).findLast((known) => known !== undefined);
    return name === undefined ? 'You have not told me your name.' : `Your name is ${name}.`;
  }
  const name = nameIn(said);
  return name === undefined ? undefined : `Nice to meet you, ${name}.`;
};
