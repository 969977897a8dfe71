import { isBackchannel } from '../endpointing/backchannel';
import { isEcho } from '../endpointing/echo';
import type { MeansNothing } from './tentative-speech';

/** What is said over the agent and is no interruption: agreement, and the agent's own voice coming back. */
export function meansNothingOver(wordsInTheAir: () => string): MeansNothing {
  return (text) => isBackchannel(text) || isEcho(text, wordsInTheAir());
}
