import type { Rule } from '../dialogue';

const REPEAT_ANSWER = ['say that again', 'repeat that', 'what did you say', 'come again', 'pardon'];
const REPEAT_SAID = ['what did i say', 'what have i said', 'what did you hear'];
const AFTER_ME = ['repeat after me', 'say after me', 'please repeat', 'repeat', 'please say'];

function sentence(words: readonly string[]): string {
  const text = words.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Letters with commas between them, so that each is spoken on its own. */
function spell(word: string): string {
  return Array.from(word.replaceAll("'", ''), (letter) => letter.toUpperCase()).join(', ');
}

export const repetition: Rule = ({ said, saidBefore, answers }) => {
  if (said.has(...REPEAT_ANSWER)) {
    return answers.at(-1) ?? 'I have not said anything yet.';
  }
  if (said.has(...REPEAT_SAID)) {
    const before = saidBefore.at(-1)?.text;
    return before === undefined ? 'You have not said anything before.' : `You said: ${before}.`;
  }
  const toSpell = said.after('spell the word', 'spell');
  if (toSpell !== undefined && toSpell.length > 0) return `${toSpell.map(spell).join('. ')}.`;
  const toRepeat =
    said.after(...AFTER_ME) ?? (said.startsWith('say') ? said.after('say') : undefined);
  return toRepeat !== undefined && toRepeat.length > 0 ? sentence(toRepeat) : undefined;
};
