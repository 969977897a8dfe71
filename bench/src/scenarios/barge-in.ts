import type { Utterance } from '@voxrail/speech';

import { LoadCaller } from '../load/load-caller';
import { sleepUntil } from '../load/sleep-until';
import { utterancesFor } from '../load/utterance-order';
import { Distribution } from '../measure/distribution';
import { UsageMeter } from '../measure/usage-meter';
import { callerCounts } from './conversation';
import type { Scenario, ScenarioContext } from './scenario';

/** How long the answer is listened to before it is cut off; spread evenly, the same in every run. */
const LISTEN_FROM_MS = 200;
const LISTEN_SPREAD_MS = 1_000;
const LISTEN_STEPS = 11;

const ANSWER_TIMEOUT_MS = 8_000;
const INTERRUPT_TIMEOUT_MS = 3_000;

/**
 * The decision reaches the load generator by another way than what follows from it, and may come later;
 * looked for too early, the decision before it would be taken for it.
 */
const DECISION_LAG_MS = 250;

interface Tally {
  readonly stop: Distribution;
  readonly pause: Distribution;
  readonly missed: { count: number };
}

/** The answer that is audible now, if it has not been interrupted. */
function audibleTurn({ caller }: LoadCaller): number | undefined {
  const turns = [...caller.record.turns.values()];
  return turns.findLast((turn) => turn.firstAudibleMs !== null && turn.interruptedMs === null)
    ?.turn;
}

async function interruptOnce(
  context: ScenarioContext,
  loadCaller: LoadCaller,
  utterance: Utterance,
  listenMs: number,
  tally: Tally,
): Promise<void> {
  const { caller } = loadCaller;
  await caller.until(
    'an audible answer',
    () => audibleTurn(loadCaller) !== undefined,
    ANSWER_TIMEOUT_MS,
  );
  await sleepUntil(context.clock, context.clock.nowMs() + listenMs);
  const turn = audibleTurn(loadCaller) ?? -1;
  caller.speak(utterance.samples);
  const interruptedMs = (): number | null => caller.record.turns.get(turn)?.interruptedMs ?? null;
  await caller.until('`interrupted`', () => interruptedMs() !== null, INTERRUPT_TIMEOUT_MS);
  await sleepUntil(context.clock, context.clock.nowMs() + DECISION_LAG_MS);
  const pausedMs = caller.record.turns.get(turn)?.pausedMs ?? null;
  record(tally.pause, loadCaller, pausedMs);
  if (context.options.interruption === 'immediate') record(tally.stop, loadCaller, interruptedMs());
}

/** From the decision that the person speaks. */
function record(into: Distribution, loadCaller: LoadCaller, atMs: number | null): void {
  const decidedMs = atMs === null ? undefined : loadCaller.startDecidedBefore(atMs);
  if (atMs !== null && decidedMs !== undefined) into.record(atMs - decidedMs);
}

async function interruptAgainAndAgain(
  context: ScenarioContext,
  loadCaller: LoadCaller,
  index: number,
  tally: Tally,
): Promise<void> {
  const { options, corpus, clock } = context;
  const short = corpus.filter(({ samples }) => samples.length < 40_000);
  const utterances = utterancesFor(short, index);
  const wanted = Math.ceil(options.turns / options.callers);
  await sleepUntil(clock, clock.nowMs() + index * 250);
  loadCaller.caller.speak(utterances.next().value.samples);
  for (let done = 0; done < wanted; done += 1) {
    const listenMs = LISTEN_FROM_MS + (LISTEN_SPREAD_MS * (done % LISTEN_STEPS)) / LISTEN_STEPS;
    const utterance = utterances.next().value;
    try {
      await interruptOnce(context, loadCaller, utterance, listenMs, tally);
    } catch {
      tally.missed.count += 1;
      loadCaller.caller.speak(utterance.samples);
    }
  }
}

/** Callers who never let the agent finish. */
export const bargeIn: Scenario = {
  // Answers long enough that there is always something to cut off.
  env: { VOXRAIL_SYNTHETIC_LLM_WORDS: '60' },
  run: async (context) => {
    const { stack, clock, lateness, options } = context;
    const callers: LoadCaller[] = [];
    for (let index = 0; index < options.callers; index += 1) {
      const session = {
        generation: { max_tokens: 300 },
        interruption: { mode: options.interruption },
      };
      callers.push(
        await LoadCaller.open({ url: stack.url, bus: stack.bus, clock, lateness, session }),
      );
    }
    const meter = new UsageMeter({ ...stack.pids, 'load generator': process.pid });
    const tally: Tally = {
      stop: new Distribution(),
      pause: new Distribution(),
      missed: { count: 0 },
    };
    const progress = setInterval(() => {
      context.say(`${Math.max(tally.stop.count, tally.pause.count)} interruptions`);
    }, 30_000);
    try {
      await Promise.all(
        callers.map((caller, index) => interruptAgainAndAgain(context, caller, index, tally)),
      );
      return {
        distributions: {
          'decision to interrupted': tally.stop.summary(),
          'decision to playback_paused': tally.pause.summary(),
        },
        counts: { 'interruptions missed': tally.missed.count, ...callerCounts(callers) },
        processes: meter.finish(),
      };
    } finally {
      clearInterval(progress);
      await Promise.all(callers.map((caller) => caller.close()));
    }
  },
};
