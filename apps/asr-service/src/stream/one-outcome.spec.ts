import { FrameKind } from '@voxrail/contracts';
import fc from 'fast-check';

import { ScriptedSession, VOICE } from '../testing/scripted-session';
import { MAX_FILL_SAMPLES } from './window-cutter';

const SETTLE_MS = 5_000;

/** Utterances that are open, when nothing waits for the detector any more. */
async function openUtterances(session: ScriptedSession): Promise<number[]> {
  session.vadFails = false;
  await session.clock.advanceAsync(500, 50);
  const ended = new Set(session.of(FrameKind.ASR_SPEECH_ENDED).map((event) => event.utterance));
  return session
    .of(FrameKind.ASR_SPEECH_STARTED)
    .map((event) => event.utterance)
    .filter((utterance) => !ended.has(utterance));
}

/** What may happen to a stream; `n` is a length where the step has one. */
const STEPS = {
  voice: (session: ScriptedSession, n: number) => session.hear(1 + (n % 30), VOICE),
  silence: (session: ScriptedSession, n: number) => session.hear(1 + (n % 50), 0),
  wait: (session: ScriptedSession, n: number) => session.clock.advanceAsync(10 + n, 50),
  lose: (session: ScriptedSession) => void (session.position += 640),
  jump: (session: ScriptedSession) => void (session.position += 2 * MAX_FILL_SAMPLES),
  flush: (session: ScriptedSession) => {
    session.stream.flush();
  },
  reset: (session: ScriptedSession) => {
    session.stream.reset();
  },
  breakVad: (session: ScriptedSession) => void (session.vadFails = true),
  mendVad: (session: ScriptedSession) => void (session.vadFails = false),
  breakAsr: (session: ScriptedSession) => void (session.recognizerFails = true),
  mendAsr: (session: ScriptedSession) => void (session.recognizerFails = false),
} as const;

type Step = keyof typeof STEPS;

const script = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom<Step>('voice', 'silence') },
      { weight: 4, arbitrary: fc.constantFrom<Step>(...(Object.keys(STEPS) as Step[])) },
    ),
    fc.nat(3_000),
  ),
  { maxLength: 25 },
);

function outcomesOf(session: ScriptedSession): number[] {
  return [
    ...session.of(FrameKind.ASR_FINAL).map((event) => event.utterance),
    ...session.of(FrameKind.ASR_FAILED).flatMap((event) => event.utterance ?? []),
  ];
}

describe('The outcome of an utterance', () => {
  it('is exactly one final or failure, whatever happens; a reset one has at most that', async () => {
    const modes = fc.constantFrom('auto' as const, 'manual' as const);
    await fc.assert(
      fc.asyncProperty(script, modes, async (steps, mode) => {
        const session = new ScriptedSession({ mode, maxUtteranceMs: 2_000 });
        const reset = new Set<number>();
        for (const [step, n] of steps) {
          if (step === 'reset') {
            for (const utterance of await openUtterances(session)) reset.add(utterance);
          }
          await STEPS[step](session, n);
        }
        await openUtterances(session);
        session.stream.flush();
        await session.clock.advanceAsync(SETTLE_MS, 100);

        const outcomes = outcomesOf(session);
        expect(new Set(outcomes).size).toBe(outcomes.length);
        const missing = session
          .of(FrameKind.ASR_SPEECH_STARTED)
          .map((event) => event.utterance)
          .filter((utterance) => !reset.has(utterance) && !outcomes.includes(utterance));
        expect(missing).toEqual([]);
        expect(session.sequences.size).toBe(0);
        session.stream.close();
        session.vad.close();
        expect(session.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
