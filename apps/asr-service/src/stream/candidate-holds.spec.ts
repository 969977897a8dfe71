import { isDeepStrictEqual } from 'node:util';

import type { AsrFinal } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import fc from 'fast-check';

import type { Answer } from '../testing/scripted-recognizer';
import { ScriptedRecognizer } from '../testing/scripted-recognizer';
import { ScriptedUtterance, windowsSent } from '../testing/scripted-utterance';
import { WINDOW_SAMPLES, windowsCovering } from './audio-window';

function textPartOf({ text, words, confidence }: AsrFinal): object {
  return { text, words, confidence };
}

describe('A candidate', () => {
  it('is followed by a final that equals it if, and only if, no voiced window came after it', async () => {
    const stretches = fc.array(
      fc.record({
        voiced: fc.integer({ min: 1, max: 12 }),
        silent: fc.integer({ min: 0, max: 9 }),
        answers: fc.nat(3),
      }),
      { minLength: 1, maxLength: 6 },
    );
    const script = fc.array(
      fc.constantFrom<Answer>('answers', 'answers', 'answers', 'fails', 'is busy'),
      { maxLength: 20 },
    );
    const candidateMs = fc.integer({ min: 0, max: 200 });
    await fc.assert(
      fc.asyncProperty(
        stretches,
        script,
        candidateMs,
        fc.boolean(),
        async (heard, answers, speculateAfterMs, isHeld) => {
          const recognizer = new ScriptedRecognizer(isHeld);
          recognizer.script = [...answers];
          const utterance = new ScriptedUtterance(recognizer, { speculateAfterMs });
          for (const stretch of heard) {
            await utterance.voice(stretch.voiced);
            await utterance.silence(stretch.silent);
            for (let i = 0; i < stretch.answers; i++) await utterance.release();
          }
          await utterance.end();
          recognizer.releaseAll();
          await utterance.clock.advanceAsync(5_000, 50);

          const outcomes = utterance.story.filter((name) => name !== 'CANDIDATE');
          expect(outcomes).toHaveLength(1);
          expect(utterance.story.at(-1)).toBe(outcomes[0]);
          expect(recognizer.live).toBe(0);
          const [final] = utterance.of(FrameKind.ASR_FINAL);
          if (final === undefined) return;
          for (const candidate of utterance.of(FrameKind.ASR_CANDIDATE)) {
            const isLast = candidate.endSample === utterance.voicedEndSample;
            expect(isDeepStrictEqual(textPartOf(candidate), textPartOf(final))).toBe(isLast);
          }
          const tail = Math.max(1, windowsCovering(speculateAfterMs));
          const voicedEnd = utterance.voicedEndSample / WINDOW_SAMPLES;
          const rangeEnd = voicedEnd + Math.min(tail, heard.at(-1)?.silent ?? 0);
          expect(final.text).toBe(String(rangeEnd * WINDOW_SAMPLES));
          expect(windowsSent(recognizer)).toEqual(
            Array.from({ length: rangeEnd }, (_, i) => i + 1),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
