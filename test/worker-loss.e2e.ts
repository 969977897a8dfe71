import type { Caller, TurnRecord } from '@voxrail/caller';
import type { RailName } from '@voxrail/contracts';
import { RAIL_NAMES } from '@voxrail/contracts';
import { synthesize } from '@voxrail/speech';

import { holderOf, untilServicesReady } from './support/services';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';
import { TestSessions } from './support/test-sessions';
import { holdTurn, untilAnswering, untilOver } from './support/turns';

/** Takes 2 s to generate, and as long to speak; its text is always the same. */
const STORY = 'Tell me a story #words=24 #tokens_per_second=12';

/** Of the story: most of it is still to be generated and to be spoken then. */
const BEGINNING_MS = 200;

/**
 * Of the story, at 10 ms a character. Where the end of a sentence was not told before its worker was
 * lost, how far it had been spoken is an estimate by the pace of a person, and some of it is said twice.
 */
const SENTENCE_MS = 600;

const SHORT_ANSWERS = {
  VOXRAIL_SYNTHETIC_LLM_WORDS: '6',
  VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '10',
};

/** 500 ms to notice the loss, 5 s to search, and a last claim that nobody answers; the rest is for a machine that stalls. */
const LONGEST_SEARCH_MS = 10_000;

type RailService = `${RailName}-service`;

const SERVICES: readonly RailService[] = RAIL_NAMES.map((rail) => `${rail}-service` as const);

describe('losing the worker that holds a session', () => {
  let stack: RunningStack;
  let sessions: TestSessions;
  let caller: Caller;
  let speech: Int16Array;
  let undisturbed: TurnRecord;

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', replicas: 2, env: SHORT_ANSWERS });
    speech = (await synthesize('Where is the next train station', 'rms')).samples;
    sessions = await TestSessions.begin(stack);
    const listener = await sessions.call();
    await untilAnswering(listener, STORY, BEGINNING_MS);
    undisturbed = await untilOver(listener, 1);
    await sessions.end();
  }, 90_000);

  beforeEach(async () => {
    sessions = await TestSessions.begin(stack);
    caller = await sessions.call();
  });

  afterEach(async () => {
    await sessions.end();
    expect(stack.failures).toEqual([]);
  });

  afterAll(async () => {
    await stack.stop();
  });

  /** The person hears the whole story, and what they say next is answered. */
  async function expectStoryToGoOn(): Promise<void> {
    const story = await untilOver(caller, 1);
    expect(story.agentText).toBe(undisturbed.agentText);
    expect(story.heard).toBe(undisturbed.agentText);
    expect(story.audioMs).toBeGreaterThan(undisturbed.audioMs - 100);
    expect(story.audioMs).toBeLessThan(undisturbed.audioMs + SENTENCE_MS);
    expect(story.metrics?.interrupted).toBe(false);
    await holdTurn(caller, speech);
    expect([...caller.record.turns.keys()]).toEqual([1, 2]);
    expect(caller.record.errors).toEqual([]);
  }

  /** Ends the process, and starts it again when `check` is done. */
  async function without(
    title: string,
    end: 'killService' | 'stopService',
    check: () => Promise<void>,
  ): Promise<void> {
    await stack.stack[end](title);
    try {
      await check();
    } finally {
      stack.stack.startService(title);
      await untilServicesReady(stack, title);
    }
  }

  describe.each([
    ['killed', 'killService'],
    ['stopped', 'stopService'],
  ] as const)('in the middle of an answer, when it is %s while there is another one', (_, end) => {
    it.each(SERVICES)('lets the answer go on at the other %s', async (service) => {
      const lost = await holderOf(stack, service);
      await untilAnswering(caller, STORY, BEGINNING_MS);
      await without(lost, end, async () => {
        await expectStoryToGoOn();
        expect(await holderOf(stack, service)).not.toBe(lost);
      });
    });
  });

  describe('when it was the only one', () => {
    beforeAll(async () => {
      for (const service of SERVICES) await stack.stack.stopService(`${service} 2`);
    });

    it.each(SERVICES)('lets the answer go on when the %s is back within 5 s', async (service) => {
      const only = `${service} 1`;
      await untilAnswering(caller, STORY, BEGINNING_MS);
      await stack.stack.killService(only);
      stack.stack.startService(only);
      await expectStoryToGoOn();
    });

    it('hears what was said while the asr-service was away', async () => {
      const before = await holdTurn(caller, speech);
      await stack.stack.killService('asr-service 1');
      stack.stack.startService('asr-service 1');
      const meanwhile = await holdTurn(caller, speech);
      const words = (turn: TurnRecord): number => turn.transcript.split(' ').length;
      expect(Math.abs(words(meanwhile) - words(before))).toBeLessThanOrEqual(1);
      expect([...caller.record.turns.keys()]).toEqual([1, 2]);
      expect(caller.record.errors).toEqual([]);
    });

    it.each(RAIL_NAMES)(
      'tells the session that the %s rail has no worker, and closes it, when it is not back within 5 s',
      async (rail) => {
        const only = `${rail}-service 1`;
        await untilAnswering(caller, STORY, BEGINNING_MS);
        await without(only, 'killService', async () => {
          const killedMs = performance.now();
          await caller.until('the end', () => !caller.client.connected, LONGEST_SEARCH_MS);
          expect(performance.now() - killedMs).toBeGreaterThan(5_000);
          await sessions.end();
        });
        expect(caller.record.errors).toEqual([
          { code: 'rail_unavailable', message: `the ${rail} rail has no worker`, fatal: true },
        ]);
        await holdTurn(await sessions.call(), speech);
      },
    );
  });
});
