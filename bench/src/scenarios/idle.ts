import { sleepUntil } from '../load/sleep-until';
import { UsageMeter } from '../measure/usage-meter';
import type { Scenario } from './scenario';

const SETTLE_MS = 20_000;

/** Nobody calls; what the processes hold once they have settled. */
export const idle: Scenario = {
  env: {},
  run: async ({ stack, clock }) => {
    const meter = new UsageMeter(stack.pids);
    await sleepUntil(clock, clock.nowMs() + SETTLE_MS);
    return { distributions: {}, counts: {}, processes: meter.finish() };
  },
};
