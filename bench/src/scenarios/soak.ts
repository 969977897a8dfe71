import { sleepUntil } from '../load/sleep-until';
import { MemoryGrowth } from '../measure/memory-growth';
import { runConversation } from './conversation';
import type { Scenario, ScenarioContext } from './scenario';

/** Caches and pools fill in the first minutes; growth counts from here. */
const WARM_UP_MINUTES = 5;

/** Growth is from the median of these first minutes to that of as many last ones. */
const STRETCH_MINUTES = 5;

async function growthAfterWarmUp(context: ScenarioContext): Promise<Record<string, number>> {
  const { clock, options, stack, say } = context;
  const startMs = clock.nowMs();
  await sleepUntil(clock, startMs + WARM_UP_MINUTES * 60_000);
  const memory = new MemoryGrowth(stack.pids);
  say(`minute ${WARM_UP_MINUTES}: growth is measured from here`);
  await sleepUntil(clock, startMs + options.minutes * 60_000);
  const entries = Object.entries(memory.finish(STRETCH_MINUTES * 60_000));
  return Object.fromEntries(entries.map(([title, percent]) => [`growth of ${title}, %`, percent]));
}

/** A conversation without end, for memory that is not given back. */
export const soak: Scenario = {
  env: {},
  run: async (context) => {
    const { minutes } = context.options;
    const [result, growth] = await Promise.all([
      runConversation(context, { turnsPerCaller: Number.POSITIVE_INFINITY, minutes }),
      growthAfterWarmUp(context),
    ]);
    return { ...result, counts: { ...result.counts, ...growth } };
  },
};
