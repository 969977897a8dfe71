import { InterruptedCall } from '../interruptions/interrupted-call';
import { seededRandom } from '../interruptions/seeded-random';
import { sleepUntil } from '../load/sleep-until';
import { utterancesFor } from '../load/utterance-order';
import { UsageMeter } from '../measure/usage-meter';
import { callerCounts } from './conversation';
import type { Scenario, ScenarioContext } from './scenario';
import { sumOf } from './sum-of';

const MODES = ['immediate', 'confirm', 'off'] as const;

async function openCalls(context: ScenarioContext): Promise<InterruptedCall[]> {
  const { stack, clock, lateness, options } = context;
  const calls: InterruptedCall[] = [];
  for (let index = 0; index < options.callers; index += 1) {
    const mode = MODES[index % MODES.length] ?? 'immediate';
    const random = seededRandom(index);
    const common = { url: stack.url, bus: stack.bus, clock, lateness };
    calls.push(await InterruptedCall.open({ ...common, mode, random }));
  }
  return calls;
}

/** Interruptions of every kind at random moments, and what they must leave whole. */
export const interruptions: Scenario = {
  env: {},
  run: async (context) => {
    const { clock, corpus, options, say, stack } = context;
    const short = corpus.filter(({ samples }) => samples.length < 40_000);
    const calls = await openCalls(context);
    const callers = calls.map(({ loadCaller }) => loadCaller);
    const meter = new UsageMeter({ ...stack.pids, 'load generator': process.pid });
    const progress = setInterval(() => {
      say(`${sumOf(calls.map((call) => call.counts))['interruptions'] ?? 0} interruptions`);
    }, 30_000);
    try {
      await Promise.all(
        calls.map(async (call, index) => {
          await sleepUntil(clock, clock.nowMs() + index * 250);
          const times = Math.ceil(options.turns / options.callers);
          await call.interrupt(times, utterancesFor(short, index));
        }),
      );
    } finally {
      clearInterval(progress);
      await Promise.all(callers.map((caller) => caller.close()));
    }
    const counts = sumOf([...calls.map((call) => call.counts), callerCounts(callers)]);
    return { distributions: {}, counts, processes: meter.finish() };
  },
};
