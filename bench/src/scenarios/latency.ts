import { runConversation } from './conversation';
import type { Scenario } from './scenario';

const LONG_ENOUGH_MINUTES = 24 * 60;

/** A number of turns, shared out among the callers. */
export const latency: Scenario = {
  env: {},
  run: (context) =>
    runConversation(context, {
      turnsPerCaller: Math.ceil(context.options.turns / context.options.callers),
      minutes: LONG_ENOUGH_MINUTES,
    }),
};
