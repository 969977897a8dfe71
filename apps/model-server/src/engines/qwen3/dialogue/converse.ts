import type { Dialogue, Rule } from './dialogue';
import { arithmetic } from './rules/arithmetic';
import { cards } from './rules/cards';
import { clockAndDate } from './rules/clock-and-date';
import { counting } from './rules/counting';
import { tellWhatWasHeard } from './rules/hearing';
import { memory } from './rules/memory';
import { repetition } from './rules/repetition';
import { smallTalk } from './rules/small-talk';
import { storytelling } from './rules/storytelling';

/** In the order in which they are asked: what names its wish comes before talk in general. */
const RULES: readonly Rule[] = [
  repetition,
  counting,
  storytelling,
  arithmetic,
  clockAndDate,
  memory,
  cards,
  smallTalk,
];

/** One or two short sentences, or what was asked for at length. Always the same for the same dialogue. */
export function converse(dialogue: Dialogue): string {
  for (const rule of RULES) {
    const answer = rule(dialogue);
    if (answer !== undefined) return answer;
  }
  return tellWhatWasHeard(dialogue);
}
