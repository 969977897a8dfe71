import { setTimeout as sleep } from 'node:timers/promises';

import { until } from '@voxrail/testing';

import { syntheticAnswer } from '../apps/model-server/src/engines/qwen3/synthetic/synthetic-answer';
import { OwnWords } from './support/own-words';
import { readHeldResources, untilReleased } from './support/resources';
import type { HeldResources } from './support/resources';
import { untilServicesReady } from './support/services';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const SESSIONS = 50;
const WORDS = 10;

/** A second to generate, and 0.6 s to speak. */
const QUESTION = `#words=${WORDS} #tokens_per_second=10`;

/** Everybody has asked by then, and nobody has been answered. */
const ALL_BUSY_MS = 900;
const ASKED_WITHIN_MS = 600;

/** Counters agree, and nothing is held for sessions that are over (check 48 of docs/security.md). */
const RECONCILED_MS = 15_000;

const SETTINGS = {
  VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '10',
  VOXRAIL_HANDSHAKES_PER_SECOND_FROM_LOOPBACK: '1000',
};

describe('fifty conversations, of whose processes one is killed', () => {
  let stack: RunningStack;
  let before: HeldResources;
  let sessions: OwnWords[];

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', replicas: 2, env: SETTINGS });
    before = await readHeldResources(stack);
    sessions = Array.from({ length: SESSIONS }, (_, index) => new OwnWords(gatewayUrl(index % 2)));
    await Promise.all(sessions.map((session) => session.open()));
  }, 90_000);

  afterAll(async () => {
    await stack.stop();
  });

  function gatewayUrl(index: number): string {
    return `http://127.0.0.1:${stack.ports.gateway + index}`;
  }

  /** Everybody asks; resolves with how many heard just the answer to their question. */
  async function askAll(): Promise<{ readonly undisturbed: number }> {
    const answers = await Promise.all(
      sessions.map(async (session, index) => {
        await sleep((index * ASKED_WITHIN_MS) / SESSIONS);
        return session.ask(QUESTION);
      }),
    );
    const asExpected = answers.filter(
      ({ said, answer }) => answer === syntheticAnswer(said, WORDS),
    );
    return { undisturbed: asExpected.length };
  }

  function complaints(): string[] {
    return sessions.flatMap((session) => session.complaints(sessions));
  }

  it.each(['asr-service 1', 'llm-service 1', 'tts-service 1'])(
    '%s: each is answered in its own words as if nothing had been',
    async (title) => {
      const asked = askAll();
      await sleep(ALL_BUSY_MS);
      await stack.stack.killService(title);
      stack.stack.startService(title);
      expect(await asked).toEqual({ undisturbed: SESSIONS });
      await untilServicesReady(stack, title);
      expect(complaints()).toEqual([]);
    },
  );

  it('gateway 1: those of the other notice nothing, and its own come back and are answered', async () => {
    const asked = askAll();
    await sleep(ALL_BUSY_MS);
    await stack.stack.killService('gateway 1');
    stack.stack.startService('gateway 1');
    expect((await asked).undisturbed).toBeGreaterThanOrEqual(SESSIONS / 2);
    await untilServicesReady(stack, 'gateway 1');
    expect(sessions.map(({ returns }) => returns)).toEqual(
      sessions.map((_, index) => 1 - (index % 2)),
    );
    await Promise.all(sessions.map((session) => session.quiet()));
    expect(await askAll()).toEqual({ undisturbed: SESSIONS });
    expect(complaints()).toEqual([]);
  });

  it('leave nothing behind when they are over, and were all counted', async () => {
    await Promise.all(sessions.map((session) => session.hangUp()));
    await untilReleased(stack, before, RECONCILED_MS);
    const [, other] = stack.stack.services.filter(({ service }) => service === 'gateway');
    await until(async () => {
      const response = await fetch(`http://127.0.0.1:${other?.internalPort ?? 0}/metrics`);
      const metrics = await response.text();
      const sum = (name: string): number =>
        [...metrics.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\d+)$`, 'gm'))].reduce(
          (total, [, count]) => total + Number(count),
          0,
        );
      const started = sum('voice_agent_sessions_total');
      return started === SESSIONS / 2 && started === sum('voice_agent_sessions_ended_total');
    }, RECONCILED_MS);
    expect(stack.failures).toEqual([]);
  });
});
