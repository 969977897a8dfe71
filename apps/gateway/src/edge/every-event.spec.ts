import { FrameKind } from '@voxrail/contracts';

import type { SessionBench } from '../session/testing/session-bench';
import { reachState, SESSION_STATES } from '../session/testing/session-states';
import type { SessionEvent } from './testing/session-events';
import { MESSAGE_EVENTS, RAIL_FRAME_NAMES, SESSION_EVENTS } from './testing/session-events';

/**
 * Longer than the longest chain of waits of a session whose utterances are cut off after 5 s: one by force,
 * its final, an answer, its speech, and what is queued to be said.
 */
const LONG_SILENCE_MS = 80_000;
const STEP_MS = 5_000;

/** A second is enough for each of these on a machine that does nothing else. */
const LOADED_MACHINE_MS = 60_000;

function checkNothingIsHeld(bench: SessionBench): void {
  expect(bench.ended).toBe(true);
  expect(bench.client.closed).toBe(true);
  expect(bench.clock.pendingTimers).toBe(0);
  expect(bench.scheduler.pending).toBe(0);
  expect(bench.leases.held).toBe(0);
  expect(bench.bus.subscriptionCount).toBe(bench.subscriptionsBefore);
}

/** Nobody does anything any more; every deadline comes. */
function fallSilent(bench: SessionBench): void {
  for (let waited = 0; waited < LONG_SILENCE_MS; waited += STEP_MS) {
    bench.bus.deliver();
    bench.clock.advance(STEP_MS);
  }
  bench.bus.deliver();
}

function checkItIsAtRest(bench: SessionBench): void {
  const state = bench.client.all('agent_state').at(-1);
  expect(state ?? { speaking: false, processing: false }).toEqual({
    speaking: false,
    processing: false,
  });
  const heard = bench.client.all('user_speech').at(-1);
  expect(heard ?? { speaking: false }).toEqual({ speaking: false });
  expect(bench.scheduler.pending).toBe(0);
}

function checkItStillAnswers(bench: SessionBench): void {
  bench.session.type('are you still there');
  bench.bus.deliver();
  const { messages } = bench.llm.lastPayload(FrameKind.LLM_START);
  expect(messages.at(-1)).toEqual({ role: 'user', content: 'are you still there' });
}

function happen({ happen: act }: SessionEvent, bench: SessionBench): void {
  act(bench);
  bench.bus.deliver();
}

/** Names the event in whatever goes wrong. */
async function withEach(check: (event: SessionEvent) => Promise<void>): Promise<void> {
  for (const event of SESSION_EVENTS) {
    try {
      await check(event);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${event.title}: ${message}`, { cause });
    }
  }
}

describe('every event of a client and of a rail', () => {
  it('is among those that are tried', () => {
    const sent = Object.entries(FrameKind).filter(([, kind]) => [2, 4, 6].includes(kind >> 4));
    expect([...RAIL_FRAME_NAMES].sort()).toEqual(sent.map(([name]) => name).sort());
  });

  describe.each(Object.entries(SESSION_STATES))('while %s', (_, state) => {
    it(
      'crashes nothing, and the session ends when it is told to and holds nothing',
      async () => {
        await withEach(async (event) => {
          const bench = await reachState(state);
          happen(event, bench);
          bench.session.control('hangup');
          checkNothingIsHeld(bench);
          if (!MESSAGE_EVENTS.includes(event)) return;
          const told = bench.client.log.length;
          happen(event, bench);
          checkNothingIsHeld(bench);
          expect(bench.client.log).toHaveLength(told);
        });
      },
      LOADED_MACHINE_MS,
    );

    it(
      'lets every deadline come: afterwards all is at rest, and the session still answers',
      async () => {
        await withEach(async (event) => {
          const bench = await reachState(state);
          happen(event, bench);
          fallSilent(bench);
          if (!bench.ended) {
            checkItIsAtRest(bench);
            checkItStillAnswers(bench);
            bench.session.control('hangup');
          }
          checkNothingIsHeld(bench);
        });
      },
      LOADED_MACHINE_MS,
    );
  });
});
