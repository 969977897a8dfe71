import type { Rule } from '../dialogue';

const STORY = [
  'Once there was a small lighthouse on a rock far out at sea.',
  'Its keeper was an old woman named Marta, who knew every ship by the sound of its horn.',
  'One autumn night a thick fog rolled in, and the great lamp went dark.',
  'Marta climbed the ninety steps with a lantern in her hand, but the lamp would not burn.',
  'Far below she heard a horn she had never heard before, slow and very close.',
  'So she opened all the windows and began to sing as loudly as she could.',
  'The captain of the strange ship heard her voice, turned the wheel, and passed the rock by a few yards.',
  'In the morning the fog was gone, and a small boat came to the lighthouse.',
  'The captain brought Marta a brass bell, so that she would never have to sing alone again.',
  'Ever since then, ships that pass the rock in fog ring their bells twice, once for the light, and once for the song.',
].join(' ');

const LONG_TALK = [
  'Gladly, I can talk for a while.',
  'A voice agent listens with a speech recognizer, which turns sound into words.',
  'A language model then reads the words and writes an answer, a little at a time.',
  'While it still writes, a synthesizer already speaks the first sentence.',
  'In between, a detector listens for your voice, so that you can cut in at any moment.',
  'When you do, everything that was about to be said is thrown away, and only what you heard is remembered.',
  'All of that happens on this machine, and nothing of it is written to disk.',
  'You can stop me whenever you like.',
].join(' ');

const TEXTS = [STORY, LONG_TALK];

const ASKS_STORY = ['story', 'stories', 'fairy tale', 'tale'];
const ASKS_LONG = [
  'long answer',
  'talk for a while',
  'keep talking',
  'say something long',
  'how do you work',
];
const ASKS_MORE = [
  'go on',
  'continue',
  'carry on',
  'keep going',
  'tell me more',
  'what happened next',
];

/** What was not heard of a text that the agent was cut off in. */
function restOf(heard: string | undefined): string | undefined {
  if (heard === undefined) return undefined;
  const text = TEXTS.find((candidate) => candidate.startsWith(heard) && candidate !== heard);
  return text?.slice(heard.length).trimStart();
}

export const storytelling: Rule = ({ said, answers }) => {
  if (said.has(...ASKS_MORE)) {
    const rest = answers.map(restOf).findLast((text) => text !== undefined);
    if (rest !== undefined) return rest;
  }
  if (said.has(...ASKS_STORY)) return STORY;
  return said.has(...ASKS_LONG) ? LONG_TALK : undefined;
};
