import { runConversation } from './conversation';
import type { Scenario } from './scenario';

/** Many callers for some minutes. */
export const sessions: Scenario = {
  env: {},
  run: (context) =>
    runConversation(context, {
      turnsPerCaller: Number.POSITIVE_INFINITY,
      minutes: context.options.minutes,
    }),
};
