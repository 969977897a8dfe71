import type { SessionConfigDto } from '@voxrail/contracts';

import type { BenchOptions } from '../bench-options';
import { LoadCaller } from '../load/load-caller';
import { sleepUntil } from '../load/sleep-until';
import { utterancesFor } from '../load/utterance-order';
import { UsageMeter } from '../measure/usage-meter';
import type { ScenarioResult } from '../report/report';
import { LatencyResults } from './latency-results';
import type { ScenarioContext } from './scenario';

/** Answers are kept short, so that the next utterance, whose time is fixed beforehand, seldom cuts one off. */
function sessionOf({ speculation, speculateAfter }: BenchOptions): Partial<SessionConfigDto> {
  return {
    generation: { max_tokens: 8 },
    turn_detection: {
      speculate: speculation === 'on',
      ...(speculateAfter === undefined ? {} : { speculate_after_ms: speculateAfter }),
    },
  };
}

/** From the end of an utterance to the beginning of the next: the wait, an answer, and a breath. */
const GAP_MS = 3_500;

/** What an answer may still take after the last utterance. */
const LAST_ANSWER_MS = 5_000;

const SAMPLES_PER_MS = 16;

/** One caller's utterances at times fixed beforehand (open loop), until `untilMs` or for `turns`. */
async function converse(
  context: ScenarioContext,
  caller: LoadCaller,
  index: number,
  limit: { readonly turns: number; readonly untilMs: number },
): Promise<number> {
  const { clock, corpus, options } = context;
  const utterances = utterancesFor(corpus, index);
  // Callers are spread over one gap, as independent people would be.
  let intendedMs = clock.nowMs() + 500 + (index * GAP_MS) / options.callers;
  let spoken = 0;
  while (spoken < limit.turns && intendedMs < limit.untilMs) {
    await sleepUntil(clock, intendedMs);
    const { samples } = utterances.next().value;
    caller.caller.speak(samples);
    spoken += 1;
    intendedMs += samples.length / SAMPLES_PER_MS + GAP_MS;
  }
  await sleepUntil(clock, intendedMs - GAP_MS + LAST_ANSWER_MS);
  return spoken;
}

async function openCallers(context: ScenarioContext): Promise<LoadCaller[]> {
  const { stack, clock, lateness, options } = context;
  const common = { url: stack.url, bus: stack.bus, clock, lateness, session: sessionOf(options) };
  const callers: LoadCaller[] = [];
  for (let index = 0; index < options.callers; index += 1) {
    callers.push(await LoadCaller.open(common));
  }
  return callers;
}

/** Callers that ask and listen, each on a schedule of its own. */
export async function runConversation(
  context: ScenarioContext,
  limit: { readonly turnsPerCaller: number; readonly minutes: number },
): Promise<ScenarioResult> {
  const callers = await openCallers(context);
  const meter = new UsageMeter({ ...context.stack.pids, 'load generator': process.pid });
  const untilMs = context.clock.nowMs() + limit.minutes * 60_000;
  const progress = setInterval(() => {
    const turns = callers.reduce((sum, { caller }) => sum + caller.record.turns.size, 0);
    context.say(`${turns} turns`);
  }, 30_000);
  try {
    const spoken = await Promise.all(
      callers.map((caller, index) =>
        converse(context, caller, index, { turns: limit.turnsPerCaller, untilMs }),
      ),
    );
    const results = new LatencyResults();
    for (const caller of callers) results.collect(caller);
    return {
      distributions: results.distributions,
      counts: {
        'utterances spoken': spoken.reduce((sum, count) => sum + count, 0),
        ...results.counts,
        ...callerCounts(callers),
      },
      processes: meter.finish(),
    };
  } finally {
    clearInterval(progress);
    await Promise.all(callers.map((caller) => caller.close()));
  }
}

export function callerCounts(callers: readonly LoadCaller[]): Record<string, number> {
  const sum = (count: (caller: LoadCaller) => number): number =>
    callers.reduce((total, caller) => total + count(caller), 0);
  return {
    'audio chunks received': sum(({ caller }) => caller.record.audioChunks),
    'chunks of a dead turn': sum(({ caller }) => caller.record.deadChunks),
    'playback underruns': sum(({ caller }) => caller.underruns),
    'errors told to clients': sum(({ caller }) => caller.record.errors.length),
    'microphone messages dropped': sum(({ caller }) => caller.client.droppedAudioMessages),
  };
}
