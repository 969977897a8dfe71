import type { Rule } from '../dialogue';

const RANKS = '(?:ace|two|three|four|five|six|seven|eight|nine|ten|jack|queen|king|\\d+)';
const CARD = new RegExp(`\\b${RANKS} of (?:clubs|spades|hearts|diamonds)\\b`, 'g');

/** Playing cards, said one after the other. */
export const cards: Rule = ({ said }) => {
  const named = said.words.join(' ').match(CARD);
  if (named === null) return undefined;
  const last = named.at(-1) ?? '';
  const list = named.length === 1 ? last : `${named.slice(0, -1).join(', the ')} and the ${last}`;
  return `I see, the ${list}.`;
};
