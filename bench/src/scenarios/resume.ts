import { Caller } from '@voxrail/caller';

import { sleepUntil } from '../load/sleep-until';
import { Distribution } from '../measure/distribution';
import type { Scenario, ScenarioContext } from './scenario';

const GATEWAYS = 2;

/** Takes about 4 s to generate and longer to speak. */
const STORY = 'Tell me a story #words=48 #tokens_per_second=12';

/** Heard before the gateway is killed; spread, so that answers are cut in different places. */
const LISTEN_FROM_MS = 300;
const LISTEN_SPREAD_MS = 1_500;
const LISTEN_STEPS = 7;

const ANSWER_TIMEOUT_MS = 10_000;
const RESUME_TIMEOUT_MS = 20_000;

/** What a kill and what followed it took, from the moment at which the client saw its connection lost. */
interface Tally {
  readonly seen: Distribution;
  readonly resumed: Distribution;
  readonly answered: Distribution;
  failed: number;
}

function nextTurn(caller: Caller): number {
  return 1 + Math.max(0, ...caller.record.turns.keys());
}

function audibleMs(caller: Caller, turn: number): number | null {
  return caller.record.turns.get(turn)?.firstAudibleMs ?? null;
}

/** Says something at once when the session goes on, and waits for the answer. */
async function killOnce(context: ScenarioContext, index: number, tally: Tally): Promise<void> {
  const { stack, clock } = context;
  const first = index % GATEWAYS;
  const url = [...stack.gatewayUrls.slice(first), ...stack.gatewayUrls.slice(0, first)];
  const caller = new Caller({ url, clock });
  let lostMs = NaN;
  let resumedMs = NaN;
  let asked = Number.POSITIVE_INFINITY;
  caller.client.on('reconnecting', () => {
    if (Number.isNaN(lostMs)) lostMs = clock.nowMs();
  });
  caller.client.on('resumed', () => {
    resumedMs = clock.nowMs();
    asked = nextTurn(caller);
    caller.client.text('Are you still there #words=3');
  });
  try {
    await caller.call();
    caller.client.text(STORY);
    await caller.until('the story', () => audibleMs(caller, 1) !== null, ANSWER_TIMEOUT_MS);
    const listenMs = LISTEN_FROM_MS + (LISTEN_SPREAD_MS * (index % LISTEN_STEPS)) / LISTEN_STEPS;
    await sleepUntil(clock, clock.nowMs() + listenMs);
    const killedMs = clock.nowMs();
    await stack.kill(`gateway ${first + 1}`);
    await caller.until('the session again', () => !Number.isNaN(resumedMs), RESUME_TIMEOUT_MS);
    tally.seen.record(lostMs - killedMs);
    tally.resumed.record(resumedMs - lostMs);
    const isAnswered = (): boolean =>
      [...caller.record.turns.values()].some(
        ({ turn, firstAudibleMs }) => turn >= asked && firstAudibleMs !== null,
      );
    await caller.until('an answer', isAnswered, ANSWER_TIMEOUT_MS);
    const answers = [...caller.record.turns.values()].filter(({ turn }) => turn >= asked);
    const heardMs = answers.flatMap(({ firstAudibleMs }) => firstAudibleMs ?? []);
    tally.answered.record(Math.min(...heardMs) - lostMs);
  } finally {
    await caller.hangUp();
  }
}

/** A gateway is killed in the middle of an answer, and its client goes on at the other one. */
export const resume: Scenario = {
  env: {},
  replicas: GATEWAYS,
  run: async (context) => {
    const { options, stack, say } = context;
    const tally: Tally = {
      seen: new Distribution(),
      resumed: new Distribution(),
      answered: new Distribution(),
      failed: 0,
    };
    for (let index = 0; index < options.kills; index += 1) {
      try {
        await killOnce(context, index, tally);
      } catch (error) {
        tally.failed += 1;
        say(error instanceof Error ? error.message : 'a session did not go on');
      }
      await stack.restart(`gateway ${1 + (index % GATEWAYS)}`);
      if (index % 10 === 9) say(`${index + 1} kills`);
    }
    return {
      distributions: {
        'kill to the loss that the client sees': tally.seen.summary(),
        'loss to the session at the other gateway': tally.resumed.summary(),
        'loss to the first sound of the next answer': tally.answered.summary(),
      },
      counts: { kills: options.kills, 'sessions that did not go on': tally.failed },
      processes: [],
    };
  },
};
