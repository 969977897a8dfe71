import type { AsrCandidate } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import fc from 'fast-check';

import { ScriptedSession, start, VOICE } from '../testing/scripted-session';
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
  slowAsr: (session: ScriptedSession, n: number) => void (session.decodeMs = n % 400),
  configure: (session: ScriptedSession, n: number) => {
    const rules = { speculate: n % 2 === 0, speculateAfterMs: n % 200, silenceMs: 100 + (n % 300) };
    session.stream.configure(start(rules).config);
  },
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

/** No candidate after the end of speech, and the final is the candidate if no voice came after it. */
function expectCandidatesToHold(session: ScriptedSession): void {
  const known = new Map<number, AsrCandidate>();
  const ends = new Map<number, number>();
  for (const { kind, payload } of session.told) {
    if (kind === FrameKind.ASR_CANDIDATE) {
      expect(ends.has(payload.utterance)).toBe(false);
      known.set(payload.utterance, payload);
    } else if (kind === FrameKind.ASR_SPEECH_ENDED) {
      ends.set(payload.utterance, payload.endSample);
    } else if (kind === FrameKind.ASR_FINAL) {
      const candidate = known.get(payload.utterance);
      if (candidate === undefined) continue;
      const isHeld = candidate.endSample === ends.get(payload.utterance);
      expect(payload.text === candidate.text).toBe(isHeld);
      if (isHeld) expect(payload).toMatchObject({ words: candidate.words, decodeMs: 0 });
    }
  }
}

/** Texts, each the number of samples of an utterance, by the number of the utterance. */
function textsOf(session: ScriptedSession): Map<number, string> {
  return new Map(session.of(FrameKind.ASR_FINAL).map(({ utterance, text }) => [utterance, text]));
}

describe('The outcome of an utterance', () => {
  it('is exactly one final or failure, whatever happens; a reset one has at most that', async () => {
    const modes = fc.constantFrom('auto' as const, 'manual' as const);
    await fc.assert(
      fc.asyncProperty(script, modes, fc.boolean(), async (steps, mode, speculate) => {
        const session = new ScriptedSession({ mode, speculate, maxUtteranceMs: 2_000 });
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
        expectCandidatesToHold(session);
        expect(session.sequences.size).toBe(0);
        session.stream.close();
        session.vad.close();
        expect(session.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('is of the same samples however fast the recognizer is and whatever it fails on', async () => {
    const audio = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 15 })),
      { minLength: 1, maxLength: 8 },
    );
    const slowness = fc.array(fc.nat(400), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(audio, slowness, fc.boolean(), async (stretches, decodes, speculate) => {
        const quick = new ScriptedSession({ speculate });
        const slow = new ScriptedSession({ speculate });
        for (const [i, [voiced, silent]] of stretches.entries()) {
          const n = decodes[i % decodes.length] ?? 0;
          slow.decodeMs = n;
          slow.recognizerFails = n % 7 === 0;
          for (const session of [quick, slow]) {
            await session.hear(voiced, VOICE);
            await session.hear(silent, 0);
          }
        }
        slow.recognizerFails = false;
        for (const session of [quick, slow]) {
          session.stream.flush();
          await session.clock.advanceAsync(SETTLE_MS, 100);
        }
        const texts = textsOf(quick);
        for (const [utterance, text] of textsOf(slow)) {
          // An answer to a flush without speech has a number of its own, of which a slow one has no need.
          if (text !== '') expect([utterance, text]).toEqual([utterance, texts.get(utterance)]);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
