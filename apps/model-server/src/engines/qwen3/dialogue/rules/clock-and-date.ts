import type { Rule } from '../dialogue';

const ASKS_TIME = ['what time', 'the time', 'time is it', 'time it is', 'o clock'];
const ASKS_DATE = ['what day', 'which day', 'the date', 'what date', 'day is it', 'day is today'];
const ASKS_YEAR = ['what year', 'which year'];

export const clockAndDate: Rule = ({ said, now }) => {
  if (said.has(...ASKS_YEAR)) return `It is the year ${now.getFullYear()}.`;
  if (said.has(...ASKS_DATE)) {
    const date = now.toLocaleDateString('en-US', {
      weekday: 'long',
      month: 'long',
      day: 'numeric',
    });
    return `Today is ${date}.`;
  }
  if (!said.has(...ASKS_TIME)) return undefined;
  const time = now.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' });
  return `It is ${time.replaceAll(/\s/gu, ' ')}.`;
};
