import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import type { Answer } from '../testing/scripted-recognizer';
import { ScriptedRecognizer } from '../testing/scripted-recognizer';
import { beginUtterance, FIRST, settled, speak, WINDOW } from '../testing/spoken-utterance';

describe('UtteranceRecognition', () => {
  it('gathers some windows for a request while speech goes on', async () => {
    const recognizer = new ScriptedRecognizer();
    const { recognition } = beginUtterance(recognizer);
    await speak(recognition, 50);
    expect(recognizer.requests).toHaveLength(Math.floor(50 / 3));
  });

  it('holds nothing back in a pause, so that the end has nothing left to send', async () => {
    const recognizer = new ScriptedRecognizer();
    const { recognition, outcomes } = beginUtterance(recognizer);
    await speak(recognition, 50);
    recognition.append(new Int16Array(WINDOW));
    recognition.allow(FIRST + 50 * WINDOW);
    await settled();
    recognition.end(FIRST + 50 * WINDOW);
    await settled();
    expect(recognizer.requests.at(-1)).toMatchObject({ end: true, decode: 'final' });
    expect(recognizer.requests.at(-1)?.audio).toHaveLength(0);
    expect(outcomes).toEqual([String(50 * WINDOW)]);
  });

  it('asks for a partial at least every 500 ms of speech', async () => {
    const { recognition, partials } = beginUtterance(new ScriptedRecognizer());
    await speak(recognition, 94);
    const gaps = partials.map((sample, i) => sample - (partials[i - 1] ?? 0));
    expect(partials.length).toBeGreaterThanOrEqual(6);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8_000);
  });

  it('has one request under way, and sends what was gathered meanwhile with the next', async () => {
    const recognizer = new ScriptedRecognizer(true);
    const { recognition } = beginUtterance(recognizer);
    await speak(recognition, 7);
    expect(recognizer.requests).toHaveLength(1);
    recognizer.release();
    await settled();
    expect(recognizer.requests[1]?.audio).toHaveLength(4 * WINDOW);
  });

  it('does not send what has not been allowed', async () => {
    const recognizer = new ScriptedRecognizer();
    const { recognition, outcomes } = beginUtterance(recognizer);
    recognition.append(new Int16Array(10 * WINDOW));
    recognition.allow(FIRST + 3 * WINDOW);
    await settled();
    recognition.end(FIRST + 5 * WINDOW);
    await settled();
    expect(outcomes).toEqual([String(5 * WINDOW)]);
  });

  it('begins again with all of its audio when a request fails', async () => {
    const recognizer = new ScriptedRecognizer();
    const clock = new VirtualClock();
    const { recognition, outcomes } = beginUtterance(recognizer, clock);
    await speak(recognition, 5);
    recognizer.script = ['fails'];
    await speak(recognition, 5);
    await clock.advanceAsync(300, 50);
    recognition.end(FIRST + 10 * WINDOW);
    await settled();
    expect(outcomes).toEqual([String(10 * WINDOW)]);
    expect(recognizer.live).toBe(0);
  });

  it('fails after the second failure, once', async () => {
    const recognizer = new ScriptedRecognizer();
    const clock = new VirtualClock();
    const { recognition, outcomes } = beginUtterance(recognizer, clock);
    recognizer.script = ['fails', 'fails'];
    await speak(recognition, 5);
    await clock.advanceAsync(1_000, 50);
    await speak(recognition, 5);
    recognition.end(FIRST + 10 * WINDOW);
    await clock.advanceAsync(5_000, 50);
    expect(outcomes).toEqual(['asr_failed']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('waits for a free recognizer while somebody speaks', async () => {
    const recognizer = new ScriptedRecognizer();
    const clock = new VirtualClock();
    const { recognition, outcomes } = beginUtterance(recognizer, clock);
    recognizer.script = Array.from({ length: 6 }, () => 'is busy' as const);
    await speak(recognition, 20);
    await clock.advanceAsync(2_000, 50);
    recognition.end(FIRST + 20 * WINDOW);
    await clock.advanceAsync(500, 50);
    expect(outcomes).toEqual([String(20 * WINDOW)]);
  });

  it('gives up on a free recognizer two seconds after the end of speech', async () => {
    const recognizer = new ScriptedRecognizer();
    const clock = new VirtualClock();
    const { recognition, outcomes } = beginUtterance(recognizer, clock);
    recognizer.script = Array.from({ length: 1_000 }, () => 'is busy' as const);
    await speak(recognition, 20);
    recognition.end(FIRST + 20 * WINDOW);
    await clock.advanceAsync(1_900, 50);
    expect(outcomes).toEqual([]);
    await clock.advanceAsync(500, 50);
    expect(outcomes).toEqual(['capacity']);
  });

  it('sends a long utterance in pieces when it has to begin again', async () => {
    const recognizer = new ScriptedRecognizer();
    const { recognition, outcomes } = beginUtterance(recognizer);
    recognition.append(new Int16Array(10 * 16_000));
    recognition.end(FIRST + 10 * 16_000);
    await settled();
    expect(recognizer.requests.map((request) => request.audio.length)).toEqual(
      Array.from({ length: 5 }, () => 32_000),
    );
    expect(outcomes).toEqual(['160000']);
  });

  it('frees the recognizer when it is cancelled, also while a request is under way', async () => {
    for (const isHeld of [false, true]) {
      const recognizer = new ScriptedRecognizer(isHeld);
      const { recognition, outcomes } = beginUtterance(recognizer);
      await speak(recognition, 3);
      recognition.cancel();
      for (let i = 0; i < 3; i++) {
        recognizer.release();
        await settled();
      }
      expect(recognizer.live).toBe(0);
      expect(recognizer.requests.at(-1)).toMatchObject({ end: true, decode: 'no' });
      expect(outcomes).toEqual([]);
    }
  });

  it('gives the recognizer exactly the samples of the utterance, whatever fails and whenever', async () => {
    const kinds = fc.constantFrom('speech', 'silence', 'candidate');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Answer>('answers', 'answers', 'fails', 'is busy'), {
          maxLength: 30,
        }),
        fc.array(fc.tuple(kinds, fc.integer({ min: 1, max: 40 }), fc.nat(2)), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.boolean(),
        async (script, steps, speculate) => {
          const recognizer = new ScriptedRecognizer(true);
          recognizer.script = [...script];
          const clock = new VirtualClock();
          const { recognition, candidates, outcomes } = beginUtterance(
            recognizer,
            clock,
            speculate,
          );
          let total = 0;
          let allowed = 0;
          for (const [kind, length, answered] of steps) {
            const piece = Int16Array.from({ length: length * 64 }, (_, i) => (total + i) % 30_000);
            recognition.append(piece);
            total += piece.length;
            if (kind !== 'silence') allowed = total;
            recognition.allow(FIRST + allowed, kind === 'candidate' ? 'candidate' : 'none');
            for (let i = 0; i < answered; i++) recognizer.release();
            await clock.advanceAsync(30, 30);
          }
          recognition.end(FIRST + allowed);
          recognizer.releaseAll();
          await clock.advanceAsync(5_000, 100);
          expect(outcomes).toHaveLength(1);
          expect(clock.pendingTimers).toBe(0);
          expect(recognizer.live).toBe(0);
          const lengths = candidates.map(Number);
          expect(lengths).toEqual([...new Set(lengths)].sort((a, b) => a - b));
          if (outcomes[0] === 'asr_failed' || outcomes[0] === 'capacity') return;
          expect(outcomes).toEqual([String(allowed)]);
          const last = recognizer.requests.at(-1)?.sequenceId;
          const sent = recognizer.requests
            .filter((request) => request.sequenceId === last)
            .flatMap((request) => [...request.audio]);
          expect(sent).toEqual(Array.from({ length: allowed }, (_, i) => i % 30_000));
        },
      ),
      { numRuns: 60 },
    );
  });
});
